import { parse } from 'yaml';
import { generatedNames } from '../../config/functions/names.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { DEFAULT_STAGE } from '../../config/read/stage.ts';
import type { ProjectSettings } from '../settings/settings.ts';
import { STREAM, triggerLines } from './lambda-yaml.ts';

/** A function among others of a project. */
export interface FunctionOfProject {
  readonly name: string;
  readonly project: string;
}

/** What a trigger names, in the stage of the test. */
interface TriggerNames {
  readonly queue: string;
  readonly topic: string;
  readonly bucket: string;
  /** What the keys of objects begin with. */
  readonly prefix: string;
  /** The name of the stream, or of its table. */
  readonly stream: string;
  /** The path of a request. */
  readonly path: string;
}

/** What the test of a trigger does, as lines of code. */
interface SourceTest {
  readonly title: string;
  readonly send: readonly string[];
  readonly expect: readonly string[];
}

/**
 * The test that sends something to the source of a trigger, runs the function with it, and looks at the result. Empty if
 * nothing but a client invokes the function.
 *
 * @param logged what the function logs of it, as a regular expression
 * @param added the function, if it is added to a project that can have others
 */
export function sourceTestOf(settings: ProjectSettings, logged: string, added?: FunctionOfProject): string {
  const test = testOf(settings.trigger, triggerNames(settings, added), logged);
  if (test === undefined) return '';
  const own = added === undefined ? '' : ` function: '${added.name}',`;
  const lines = [
    '// The function runs as with alr-builder local. What its trigger names is on this machine, too.',
    "const directory = join(import.meta.dirname, '..');",
    `const local = await startLocal({ directory,${own} stage: '${DEFAULT_STAGE}', port: 0, data: 'memory' });`,
    'context.after(() => local.close());',
    '',
    ...test.send,
    '',
    ...test.expect,
  ].map((line) => (line === '' ? '' : `    ${line}`));
  return ['', `  it('${test.title}', async (context) => {`, ...lines, '  });', ''].join('\n');
}

function testOf(trigger: TriggerType, names: TriggerNames, logged: string): SourceTest | undefined {
  const put = `local.bucket('${names.bucket}').put('${names.prefix}hello.txt', 'Hello!');`;
  const publish = `local.topic('${names.topic}').publish('{"n":1}');`;
  const settled = 'await local.settled();';
  const hasLogged = `assert.match(local.invocations.flatMap(({ logs }) => logs).join('\\n'), /${logged}/);`;
  const areEmpty = [names.queue, `${names.queue}-dlq`].map(
    (queue) => `assert.deepEqual(local.queue('${queue}').messages, []);`,
  );
  switch (trigger) {
    case 'sqs':
      return {
        title: 'handles what is sent to its queue',
        send: [`local.queue('${names.queue}').send('{"n":1}');`, settled],
        expect: [hasLogged, ...areEmpty],
      };
    case 's3-direct':
    case 's3-sqs':
      return {
        title: 'handles what is put into its bucket',
        send: [put, settled],
        expect: [hasLogged, ...(trigger === 's3-sqs' ? areEmpty : [])],
      };
    case 'sns':
    case 'sns-sqs':
      return {
        title: 'handles what is published to its topic',
        send: [publish, settled],
        expect: [hasLogged, ...(trigger === 'sns-sqs' ? areEmpty : [])],
      };
    case 'eventbridge':
    case 'scheduler':
      return {
        title: 'is invoked at the next time of its schedule',
        send: ["await local.clock.skip('next');"],
        expect: [hasLogged],
      };
    case 'url':
    case 'http-api':
    case 'alb':
      return {
        title: 'responds to a client',
        send: [`const response = await fetch(\`\${local.url}${names.path}\`);`],
        expect: [`assert.deepEqual(await response.json(), { message: 'Hello!', path: '${names.path}' });`],
      };
    case 'kinesis':
      return {
        title: 'handles what is put into its stream',
        send: [`local.stream('${names.stream}').put('{"n":1}');`, settled],
        expect: [hasLogged],
      };
    case 'dynamodb':
      return {
        title: 'handles a change of its table',
        send: [`local.stream('${names.stream}').put({ newImage: { id: '1' } });`, settled],
        expect: [hasLogged],
      };
    case 'none':
      return undefined;
  }
}

/** The names in `lambda.yaml`, with the stage of the test, or those that are generated because they are not there. */
function triggerNames({ name, trigger }: ProjectSettings, added: FunctionOfProject | undefined): TriggerNames {
  const base = added === undefined ? name : `${added.project}-${added.name}`;
  const text = triggerLines(trigger, base).join('\n').replaceAll('${STAGE}', DEFAULT_STAGE);
  // They are our own lines, so their shape is known.
  const keys = (parse(text) ?? {}) as Partial<Record<string, string>> & { queue?: { name: string } };
  const { bucket = '', prefix = '', topic_name: topic = '', queue } = keys;
  const generated =
    added &&
    generatedNames(`${added.project}-${DEFAULT_STAGE}-${added.name}`, added.project, { name: trigger, type: trigger });
  return {
    queue: generated?.get('trigger.queue.name') ?? queue?.name ?? '',
    topic,
    bucket,
    prefix,
    stream: STREAM,
    path: pathOf(trigger, added),
  };
}

/** A path that the trigger passes on to the function. */
function pathOf(trigger: TriggerType, added: FunctionOfProject | undefined): string {
  if (trigger === 'alb') return `/${DEFAULT_STAGE}/hello`;
  return trigger === 'http-api' && added !== undefined ? `/${added.name}` : '/hello';
}
