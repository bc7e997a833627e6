import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestProject } from '../../test/test-project.ts';
import { type TriggerType, triggerTypes } from '../config/keys/trigger-keys.ts';
import { loadConfiguration } from '../config/load-configuration.ts';
import { expandReferences } from '../config/read/expand-references.ts';
import { readYaml } from '../config/read/read-yaml.ts';
import { validate } from '../config/validate/validate.ts';
import { lambdaYaml, placeholderKey } from './files/lambda-yaml.ts';
import { markManaged } from './files/managed-file.ts';
import { install } from './install.ts';
import { defaultSettings, functionNameFrom, languages, type ProjectSettings } from './settings/settings.ts';

async function installIn(directory: string, settings: Partial<ProjectSettings> = {}, force = false): Promise<string> {
  const out = new PassThrough();
  const printed = text(out);
  await install({ directory, settings, interactive: false, force, packages: false, out });
  out.end();
  return printed;
}

const read = (directory: string, name: string) => readFile(join(directory, name), 'utf8');

describe('install', () => {
  it('creates the project directory', async () => {
    await using here = await createTestProject();
    const printed = await installIn(join(here.directory, 'my shop'), { trigger: 'sqs' });
    const created = join(here.directory, 'my shop');
    for (const name of ['package.json', 'lambda.yaml', 'src/app.ts', 'src/app.test.ts', 'Dockerfile', 'Makefile']) {
      expect(existsSync(join(created, name))).toBe(true);
      expect(printed).toMatch(new RegExp(`created +${name}\n`));
    }
    const { project, functions } = await loadConfiguration({ directory: created, env: {} });
    expect(project).toBe('my-shop');
    expect(functions).toMatchObject([
      { lambda: { name: 'my-shop-dev' }, triggers: [{ type: 'sqs' }], image: { handler: 'src/app.MyLambda' } },
    ]);
  });

  it.skipIf(process.platform !== 'linux')('reports a directory that cannot be created', async () => {
    await expect(installIn('/proc/no/such/project')).rejects.toThrow(/^cannot write \/proc\/no\/such\/project\//);
  });

  it('creates a JavaScript project for pnpm', async () => {
    await using here = await createTestProject();
    await installIn(here.directory, { language: 'javascript', packageManager: 'pnpm' });
    expect(existsSync(here.path('src/app.js'))).toBe(true);
    expect(existsSync(here.path('tsconfig.json'))).toBe(false);
    expect(await read(here.directory, 'Dockerfile')).toContain('pnpm');
    expect(await read(here.directory, 'Makefile')).toContain('pnpm exec alr-builder');
  });

  it.each(['s3-sqs', 'sns-sqs'] as const)(
    'registers no SQS handler if the queue carries the events of %s',
    async (trigger) => {
      await using here = await createTestProject();
      await installIn(here.directory, { trigger });
      expect(await read(here.directory, 'src/app.ts')).not.toMatch(/SQSHandler|EVENT_SQS|\{\{/);
      const event = trigger === 's3-sqs' ? 's3-in-sqs' : 'sns-in-sqs';
      const { Records } = JSON.parse(await read(here.directory, `events/${event}.json`));
      expect(JSON.parse(Records[0].body)).toMatchObject(
        trigger === 's3-sqs' ? { Records: [{ eventSource: 'aws:s3' }] } : { Type: 'Notification' },
      );
      await using other = await createTestProject();
      await installIn(other.directory, { trigger, allSources: true });
      expect(await read(other.directory, 'src/app.ts')).not.toMatch(/SQSHandler|EVENT_SQS|\{\{/);
      expect(JSON.parse(await read(other.directory, 'events/sqs.json'))).toEqual({ Records });
    },
  );

  const choices = triggerTypes.flatMap((trigger) => languages.map((language) => ({ trigger, language })));
  it.each(choices)('writes one class, one event and a test of each for $trigger in $language', async (settings) => {
    await using here = await createTestProject();
    const printed = await installIn(here.directory, settings);
    const extension = settings.language === 'typescript' ? 'ts' : 'js';
    const app = await read(here.directory, `src/app.${extension}`);
    const test = await read(here.directory, `src/app.test.${extension}`);
    expect(app.match(/extends \w+Handler/g) ?? []).toHaveLength(settings.trigger === 'none' ? 0 : 1);
    const isSent = settings.trigger !== 'none';
    expect(test.match(/\bit\(/g)).toHaveLength(isSent ? 2 : 1);
    expect(test.includes('startLocal')).toBe(isSent);
    expect(app + test).not.toMatch(/\{\{|undefined\b(?!\))/);
    const events = await readdir(here.path('events'));
    expect(events).toHaveLength(1);
    expect(test).toContain(`../events/${events[0]}`);
    const isRequest = ['url', 'alb', 'http-api'].includes(settings.trigger);
    expect(printed).toMatch(isRequest ? / curl http:\/\/127\.0\.0\.1:9000\n/ : `--payload @events/${events[0]}\n`);
  });

  it('writes a class and an event for every source with --all-sources, and remembers that', async () => {
    await using here = await createTestProject();
    await installIn(here.directory, { trigger: 'sqs', allSources: true });
    expect((await read(here.directory, 'src/app.ts')).match(/extends \w+Handler/g)).toHaveLength(8);
    expect(await readdir(here.path('events'))).toHaveLength(10);
    expect(await installIn(here.directory)).not.toMatch(/created|upgraded|kept|skipped/);
  });

  it.each([
    ['s3-direct', 'trigger.bucket'],
    ['alb', 'trigger.listener_arn'],
    ['kinesis', 'trigger.stream.arn'],
  ] as const)('asks the user to set the placeholder of %s: %s', async (trigger, key) => {
    await using here = await createTestProject();
    expect(await installIn(here.directory, { trigger })).toContain(
      `set ${key} in lambda.yaml: its value is only a placeholder`,
    );
    const yaml = await read(here.directory, 'lambda.yaml');
    expect(yaml).toMatch(new RegExp(`${key.split('.').at(-1)}: \\S+ # change this`));
  });

  it('writes the event that the schedule of eventbridge sends', async () => {
    await using here = await createTestProject();
    await installIn(here.directory, { trigger: 'eventbridge' });
    expect(await read(here.directory, 'lambda.yaml')).toContain('schedule: rate(1 day)');
    expect(JSON.parse(await read(here.directory, 'events/schedule.json'))).toMatchObject({ source: 'aws.events' });
  });

  it('has pnpm trust the certificate authorities of npm in every step of the image', async () => {
    await using here = await createTestProject();
    await writeFile(here.path('package.json'), '{ "private": true }');
    await writeFile(here.path('pnpm-workspace.yaml'), 'packages: ["packages/*"]\n');
    const project = here.path('packages/hello');
    await installIn(project, { packageManager: 'pnpm' });
    const steps = (await read(project, 'Dockerfile')).replaceAll('\\\n', ' ').match(/^RUN .*\bpnpm --.*$/gm) ?? [];
    expect(steps).toHaveLength(3);
    expect(steps.filter((step) => !step.includes('export SSL_CERT_FILE'))).toEqual([]);
  });

  it('fills every placeholder of the templates', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    for (const name of ['README.md', 'Dockerfile', 'Makefile', 'package.json', 'lambda.yaml']) {
      expect(await read(here.directory, name)).not.toMatch(/\{\{|undefined/);
    }
    expect(await read(here.directory, 'src/app.ts')).not.toContain('{{');
  });

  it('writes all modules that the build of the image imports', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    const scripts = (await readdir(here.path('image'), { recursive: true })).filter((name) => /\.[cm]js$/.test(name));
    for (const name of scripts) {
      const folder = dirname(here.path(`image/${name}`));
      const imported = (await read(here.directory, `image/${name}`)).matchAll(/ from '(\.[^']+)'/g);
      for (const [, path = ''] of imported)
        expect({ path, exists: existsSync(join(folder, path)) }).toEqual({ path, exists: true });
    }
    expect(scripts).toContain('bundle.mjs');
  });

  it('reports the modules of the build in one line, unless one of them differs', async () => {
    await using here = await createTestProject();
    expect(await installIn(here.directory)).toMatch(/ {2}created +image\/ \(\d+ files\)\n/);
    const text = await read(here.directory, 'image/bundle.mjs');
    await writeFile(here.path('image/bundle.mjs'), `${text}// mine\n`);
    await rm(here.path('image/warm-up.mjs'));
    const printed = await installIn(here.directory);
    expect(printed.match(/^ +\w+ +image\/.*$/gm)).toEqual([
      '  upgraded   image/bundle.mjs (your changes are kept in image/bundle.mjs.orig)',
      expect.stringMatching(/^ {2}unchanged {2}image\/ \(\d+ files\)$/),
      '  created    image/warm-up.mjs',
    ]);
  });

  it("never overwrites the user's files, and reports them as kept", async () => {
    await using here = await createTestProject({
      'lambda.yaml': 'image: { handler: app.Mine }\n',
      policies: '# mine\n',
    });
    await mkdir(here.path('src'));
    await writeFile(here.path('src/app.ts'), '// mine\n');
    const printed = await installIn(here.directory, {}, true);
    expect(await read(here.directory, 'lambda.yaml')).toBe('image: { handler: app.Mine }\n');
    expect(await read(here.directory, 'src/app.ts')).toBe('// mine\n');
    expect(await read(here.directory, 'policies')).toBe('# mine\n');
    expect(printed).toMatch(/kept +policies \(yours\)/);
  });

  it('changes nothing if run again', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    const printed = await installIn(here.directory);
    expect(printed).not.toMatch(/created|upgraded|kept|skipped/);
    expect(printed).toMatch(/unchanged +Makefile/);
  });

  it('ignores a change of the line endings', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    for (const name of ['Makefile', 'lambda.yaml']) {
      await writeFile(here.path(name), (await read(here.directory, name)).replaceAll('\n', '\r\n'));
    }
    expect(await installIn(here.directory)).not.toMatch(/created|upgraded|kept|skipped/);
  });

  it('upgrades the managed files for the settings of the project', async () => {
    await using here = await createTestProject();
    await installIn(here.directory, { trigger: 'sqs', packageManager: 'pnpm', name: 'shop' });
    await writeFile(here.path('pnpm-lock.yaml'), '');
    const makefile = await read(here.directory, 'Makefile');
    await writeFile(here.path('Makefile'), asOlderVersion(makefile));
    const printed = await installIn(here.directory);
    expect(printed).toMatch(/upgraded +Makefile\n/);
    expect(await read(here.directory, 'Makefile')).toBe(makefile);
    expect(existsSync(here.path('Makefile.orig'))).toBe(false);
  });

  it('upgrades a file that version 1.0.0 wrote', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    const makefile = await read(here.directory, 'Makefile');
    await writeFile(here.path('Makefile'), asOlderVersion(makefile).replace('Managed by', 'Belongs to'));
    expect(await installIn(here.directory)).toMatch(/upgraded +Makefile\n/);
    expect(await read(here.directory, 'Makefile')).toBe(makefile);
  });

  it('keeps a copy of a managed file that the user changed', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    const makefile = await read(here.directory, 'Makefile');
    await writeFile(here.path('Makefile'), `${makefile}mine:\n`);
    const printed = await installIn(here.directory);
    expect(printed).toMatch(/upgraded +Makefile \(your changes are kept in Makefile\.orig\)/);
    expect(await read(here.directory, 'Makefile')).toBe(makefile);
    expect(await read(here.directory, 'Makefile.orig')).toBe(`${makefile}mine:\n`);
  });

  it('never overwrites an earlier copy', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    const makefile = await read(here.directory, 'Makefile');
    for (const text of ['first', 'second', 'third']) {
      await writeFile(here.path('Makefile'), `${makefile}${text}:\n`);
      await installIn(here.directory);
    }
    for (const [name, text] of [
      ['orig', 'first'],
      ['orig.2', 'second'],
      ['orig.3', 'third'],
    ]) {
      expect(await read(here.directory, `Makefile.${name}`)).toBe(`${makefile}${text}:\n`);
    }
  });

  it('writes the handler into the Dockerfile in the form that the image uses', async () => {
    await using here = await createTestProject({
      'lambda.yaml': 'image: { handler: ./src/main.ts }\ntrigger: { type: none }\n',
    });
    await installIn(here.directory);
    expect(await read(here.directory, 'Dockerfile')).toContain('ARG HANDLER=src/main\n');
  });

  it('writes the handlers of all functions into the Dockerfile, and names the project', async () => {
    const yaml = `project: shop
functions:
  orders: { handler: ./src/orders.ts, triggers: [{ type: sqs }] }
  api: { handler: src/api.handler }
  report: { handler: src/orders }
`;
    await using here = await createTestProject({ 'lambda.yaml': yaml });
    const printed = await installIn(here.directory);
    expect(await read(here.directory, 'Dockerfile')).toContain("ARG HANDLER='src/orders src/api.handler'\n");
    expect(await read(here.directory, 'lambda.yaml')).toBe(yaml);
    expect(existsSync(here.path('src/app.js'))).toBe(false);
    // None of the functions is known to handle a sample event.
    expect(existsSync(here.path('events'))).toBe(false);
    expect(printed).toMatch(/ {2}npx alr-builder local --watch\n$/);
  });

  it.each(['src/[id].handler', `src/app.$HOME\${X}`, 'src/a&b.handler', 'src/a#b.handler'])(
    'quotes the handler %s in the Dockerfile',
    async (handler) => {
      await using here = await createTestProject({
        'lambda.yaml': `image: { handler: '${handler}' }\ntrigger: { type: none }\n`,
      });
      await installIn(here.directory);
      const lines = (await read(here.directory, 'Dockerfile'))
        .split('\n')
        .filter((line) => line.startsWith('ARG HANDLER'));
      expect(lines).toEqual([`ARG HANDLER='${handler}'`, `ARG HANDLER='${handler}'`]);
    },
  );

  it.each(['app.A\nRUN id', 'app A', "it's.handler", 'a"b', 'a`b', 'src\\app', 'a\u0007'])(
    'writes nothing if the handler has no place in the Dockerfile: %j',
    async (handler) => {
      const yaml = `image: { handler: ${JSON.stringify(handler)} }\ntrigger: { type: none }\n`;
      await using here = await createTestProject({ 'lambda.yaml': yaml });
      await expect(installIn(here.directory)).rejects.toThrow(
        `image.handler is ${JSON.stringify(handler)}: it must be a module and an export, such as app.MyLambda`,
      );
      expect(existsSync(here.path('Dockerfile'))).toBe(false);
    },
  );

  it('does not create a lambda.yaml that would take precedence over a lambda.env', async () => {
    await using here = await createTestProject({
      'lambda.env': 'FUNCTION_NAME=shop\nHANDLER_CLASS=lib/main.handler\nTRIGGER_TYPE=sqs\n',
    });
    const printed = await installIn(here.directory);
    expect(existsSync(here.path('lambda.yaml'))).toBe(false);
    expect(printed).toContain(
      'lambda.env configures this project; to migrate it to lambda.yaml, run alr-builder generate-yaml',
    );
    expect(await read(here.directory, 'Dockerfile')).toContain('ARG HANDLER=lib/main.handler');
  });

  it('still uses pnpm if there is no lockfile yet', async () => {
    await using here = await createTestProject();
    await installIn(here.directory, { packageManager: 'pnpm' });
    expect(await installIn(here.directory)).not.toMatch(/created|upgraded/);
  });

  it('restores removed files only with --force', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    await rm(here.path('src/app.test.ts'));
    await rm(here.path('image/bundle.mjs'));
    const printed = await installIn(here.directory);
    expect(printed).toMatch(/skipped +src\/app\.test\.ts \(yours, and missing: --force creates it\)/);
    expect(printed).toMatch(/created +image\/bundle\.mjs/);
    expect(existsSync(here.path('src/app.test.ts'))).toBe(false);
    expect(await installIn(here.directory, {}, true)).toMatch(/created +src\/app\.test\.ts/);
  });

  it('resumes after an interruption', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    await rm(here.path('events'), { recursive: true });
    for (const name of ['Dockerfile', 'Makefile', 'image']) await rm(here.path(name), { recursive: true });
    expect(await installIn(here.directory)).toMatch(/created +events\/hello\.json/);
  });

  it('keeps secrets out of the build context of the image', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    expect((await read(here.directory, '.dockerignore')).split('\n')).toEqual(
      expect.arrayContaining(['**/.env*', '**/*.env', '.alr']),
    );
  });

  it('replaces a managed file without its first line only with --force', async () => {
    await using here = await createTestProject();
    await installIn(here.directory);
    const dockerfile = await read(here.directory, 'Dockerfile');
    const mine = dockerfile.slice(dockerfile.indexOf('\n') + 1);
    await writeFile(here.path('Dockerfile'), mine);
    expect(await installIn(here.directory)).toMatch(/kept +Dockerfile \(yours\)/);
    expect(await read(here.directory, 'Dockerfile')).toBe(mine);
    expect(await installIn(here.directory, {}, true)).toMatch(/upgraded +Dockerfile .*Dockerfile\.orig/);
    expect(await read(here.directory, 'Dockerfile.orig')).toBe(mine);
  });
});

describe('install with an existing package.json', () => {
  const manifest = { name: 'mine', scripts: { test: 'jest' }, dependencies: { '@alr/runtime': '1' } };

  it('keeps it, and prints the commands that add what it lacks', async () => {
    await using here = await createTestProject({ 'package.json': JSON.stringify(manifest) });
    const printed = await installIn(here.directory, { language: 'typescript' });
    expect(JSON.parse(await read(here.directory, 'package.json'))).toEqual(manifest);
    expect(printed).toMatch(/kept +package\.json \(yours\)/);
    expect(printed).toContain('Next, add what your package.json lacks:\n');
    expect(printed).toMatch(/^ {2}npm install @alr\/context@\^1\.0\.0 @alr\/writer@\S+$/m);
    expect(printed).toMatch(
      /^ {2}npm install --save-dev @alr\/builder@\S+ @types\/node@\S+ rolldown@\S+ typescript@\S+$/m,
    );
    expect(printed).toContain('  node --test "src/**/*.test.mts"\n');
  });

  it('uses JavaScript if the project has no TypeScript', async () => {
    await using here = await createTestProject({ 'package.json': '{ "type": "module" }' });
    expect(await installIn(here.directory)).toMatch(/created +src\/app\.js/);
  });

  it('writes a function that is an ES module by its name if the project is CommonJS', async () => {
    await using here = await createTestProject({ 'package.json': '{ "type": "commonjs" }' });
    expect(await installIn(here.directory)).toMatch(/created +src\/app\.mjs\n.*created +src\/app\.test\.mjs\n/s);
    expect(await read(here.directory, 'src/app.test.mjs')).toContain("from './app.mjs'");
    expect(await read(here.directory, 'README.md')).toContain('`src/app.mjs`');
    // Running it again, and a later change of the type, do not lead to another name.
    expect(await installIn(here.directory)).toMatch(/unchanged +src\/app\.mjs\n/);
  });

  it.each([
    ['app.js', 'exports.handler = async () => 1;', 'app.handler'],
    ['index.cjs', 'module.exports = { handler: async () => 1 };', 'index.handler'],
    ['handler.ts', 'export const handler = async () => 1;', 'handler.handler'],
    ['src/index.mts', 'async function handler() {}\nexport { handler };', 'src/index.handler'],
    ['src/lambda.ts', 'export class Orders extends Runtime {}', 'src/lambda.Orders'],
  ])('deploys the function that is there: %s', async (path, source, handler) => {
    await using here = await createTestProject({ 'package.json': '{}' });
    await mkdir(dirname(here.path(path)), { recursive: true });
    await writeFile(here.path(path), source);
    const printed = await installIn(here.directory, { trigger: 'sqs' });
    expect(printed).toContain(`the function is ${handler}, which is there; --handler names another one\n`);
    expect(printed).not.toMatch(/src\/app|README|tsconfig|node --test|typescript|@alr\/event/);
    expect(printed).toContain('npx alr-builder local --watch\n');
    expect(await read(here.directory, 'lambda.yaml')).toContain(`  handler: ${handler}\n`);
    expect(await installIn(here.directory)).not.toMatch(/src\/app|README/);
  });

  it('deploys the function that --handler names', async () => {
    const files = { 'package.json': '{}', 'app.js': 'exports.handler = 1', 'other.js': 'exports.run = 1' };
    await using here = await createTestProject(files);
    await installIn(here.directory, { handler: './other.run' });
    expect(await read(here.directory, 'lambda.yaml')).toContain('  handler: "./other.run"\n');
  });

  it('writes nothing if there is no function that --handler names', async () => {
    await using here = await createTestProject({ 'package.json': '{}' });
    await expect(installIn(here.directory, { handler: 'lib/b.run' })).rejects.toThrow(
      /^there is no module for the handler lib\/b\.run in .*: correct it, or leave out --handler/,
    );
    expect(existsSync(here.path('lambda.yaml'))).toBe(false);
  });

  it('writes nothing if it is invalid', async () => {
    await using here = await createTestProject({ 'package.json': '{ "name": ' });
    await expect(installIn(here.directory)).rejects.toThrow(
      /package\.json is not valid JSON from line 1, column \d+ on: fix it, then run install again/,
    );
    expect(existsSync(here.path('lambda.yaml'))).toBe(false);
  });
});

describe('install without access', () => {
  it.each([
    [
      'a file instead of the project directory',
      { shop: '' },
      'shop',
      /^cannot read \S+shop\/lambda\.yaml: not a directory$/,
    ],
    [
      'a file instead of a directory of the project',
      { src: '' },
      '.',
      /^cannot read \S+src\/app\.ts: not a directory$/,
    ],
  ])('reports %s', async (_, files, directory, expected) => {
    await using here = await createTestProject(files as Record<string, string>);
    await expect(installIn(join(here.directory, directory))).rejects.toThrow(expected);
  });

  it('reports a directory instead of a file', async () => {
    await using here = await createTestProject();
    await mkdir(here.path('Dockerfile'));
    await expect(installIn(here.directory)).rejects.toThrow(
      /^cannot read \S+Dockerfile: illegal operation on a directory$/,
    );
  });
});

describe('the scaffolded lambda.yaml', () => {
  const projectName = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    fc.constantFrom('null', 'true', '1e5', '---', '-'),
  );
  const validated = (name: string, trigger: TriggerType, stage: string) => {
    const yaml = lambdaYaml({ ...defaultSettings(name), trigger });
    return validate(expandReferences(readYaml(yaml, 'lambda.yaml'), { STAGE: stage }), '.');
  };

  it('is valid, without warnings, for every trigger, name and stage', () => {
    const stage = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,9}$/);
    fc.assert(
      fc.property(projectName, fc.constantFrom(...triggerTypes), stage, (name, trigger, stage) => {
        const { problems, warnings } = validated(name, trigger, stage);
        expect([...problems, ...warnings]).toEqual([]);
      }),
    );
  });

  it('gives two stages no name in common, except for those that they share', () => {
    fc.assert(
      fc.property(projectName, fc.constantFrom(...triggerTypes), (name, trigger) => {
        const [dev, prod] = ['dev', 'production'].map((stage) => validated(name, trigger, stage).settings);
        const namesOf = (settings: unknown) =>
          [...JSON.stringify(settings).matchAll(/"(?:name|ruleName|topicName|prefix)":"([^"]*)"/g)].map(
            ([, value]) => value,
          );
        expect(namesOf(dev).filter((each) => namesOf(prod).includes(each))).toEqual([]);
        expect(dev?.project).toBe(prod?.project);
      }),
    );
  });

  it('marks exactly the placeholder values', () => {
    const marked = triggerTypes.filter((trigger) =>
      lambdaYaml({ ...defaultSettings('a'), trigger }).includes('# change this'),
    );
    expect(triggerTypes.filter((trigger) => placeholderKey(trigger) !== undefined)).toEqual(marked);
  });

  it('has a name that Lambda accepts, whatever the name of the directory', () => {
    fc.assert(fc.property(fc.string(), (text) => /^[A-Za-z0-9_-]{1,64}$/.test(functionNameFrom(text))));
  });
});

/** A managed file as an older version could have written it: different text with a matching digest. */
function asOlderVersion(text: string): string {
  return markManaged(`${text.slice(text.indexOf('\n') + 1)}# an older target\n`, 'Makefile');
}
