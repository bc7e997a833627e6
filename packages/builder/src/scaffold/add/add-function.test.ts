import { writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';
import { triggerTypes } from '../../config/keys/trigger-keys.ts';
import { loadConfiguration } from '../../config/load-configuration.ts';
import { readFileIfExists } from '../../config/read/read-files.ts';
import { lambdaYaml } from '../files/lambda-yaml.ts';
import { install } from '../install.ts';
import { defaultSettings } from '../settings/settings.ts';
import { addFunctionToProject } from './add-function.ts';

async function add(project: TestProject, name: string, trigger: (typeof triggerTypes)[number] = 'none') {
  const out = new PassThrough();
  await addFunctionToProject({ directory: project.directory, name, trigger, json: false, out });
  out.end();
  return text(out);
}

const configurationIn = ({ directory }: TestProject) => loadConfiguration({ directory, env: {} });
const read = (project: TestProject, name: string) => readFileIfExists(project.path(name));

const shop = `project: shop # our shop
functions:
  # takes orders
  orders:
    handler: src/orders.Orders
`;

describe('add function', () => {
  it('writes a source, a test and an event, and keeps the comments of lambda.yaml', async () => {
    await using project = await createTestProject({ 'lambda.yaml': shop, 'tsconfig.json': '{}' });
    const printed = await add(project, 'send-mail', 'sqs');
    expect(printed).toContain('src/send-mail.ts');
    expect(await read(project, 'lambda.yaml')).toBe(`${shop}  send-mail:
    handler: src/send-mail.SendMail
    triggers:
      - type: sqs
        queue:
          batch_size: 10
          partial_batch_response: true
`);
    expect(await read(project, 'src/send-mail.ts')).toContain('export class SendMail extends Runtime');
    expect(await read(project, 'src/send-mail.test.ts')).toContain("import { SendMail } from './send-mail.ts'");
    expect(await read(project, 'events/sqs.json')).toContain('"eventSource": "aws:sqs"');
  });

  it.each(triggerTypes)('leaves a valid lambda.yaml, however long the names are: %s', async (trigger) => {
    const yaml = shop.replace('project: shop', `project: ${'p'.repeat(64)}`);
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    const name = `a${'b'.repeat(63)}`;
    await add(project, name, trigger);
    const { functions } = await configurationIn(project);
    expect(functions.map(({ function: key }) => key)).toEqual(['orders', name]);
  });

  it.each([
    ['a section below', shop, '\n# who may\nrole: {path: /shop/}\n'],
    ['lists and maps in one line', `${shop}    triggers: [{type: eventbridge, pattern: {source: [my.shop]}}]\n`, ''],
    ['a comment behind the last value', `${shop}    memory: 512 # MB\n`, 'aws: { region: eu-west-1 }\n'],
    [
      'a text of several lines',
      `${shop}    environment:\n      TEXT: |\n        one\n        two\n`,
      '\naws: { region: eu-west-1 }\n',
    ],
    ['line ends of Windows', shop.replaceAll('\n', '\r\n'), 'aws: { region: eu-west-1 }\r\n'],
  ])('keeps everything else in lambda.yaml as it is: %s', async (_, above, below) => {
    await using project = await createTestProject({ 'lambda.yaml': `${above}${below}` });
    await add(project, 'reports');
    const added = '  reports:\n    handler: src/reports.Reports\n';
    const expected = above.includes('\r\n') ? added.replaceAll('\n', '\r\n') : added;
    expect(await read(project, 'lambda.yaml')).toBe(`${above}${expected}${below}`);
    expect((await configurationIn(project)).functions.map((each) => each.function)).toEqual(['orders', 'reports']);
  });

  it('adds a function to a file without a last line end', async () => {
    await using project = await createTestProject({ 'lambda.yaml': shop.trimEnd() });
    await add(project, 'reports');
    expect(await read(project, 'lambda.yaml')).toBe(`${shop}  reports:\n    handler: src/reports.Reports\n`);
  });

  it.each(triggerTypes.filter((type) => !['alb', 'kinesis', 'dynamodb'].includes(type)))(
    'adds valid functions with the trigger %s',
    async (trigger) => {
      await using project = await createTestProject({ 'lambda.yaml': shop });
      for (const name of ['other', 'another']) await add(project, name, trigger);
      const { functions } = await configurationIn(project);
      expect(functions.map((each) => each.function)).toEqual(['orders', 'other', 'another']);
      for (const { triggers } of functions.slice(1)) expect(triggers.map(({ type }) => type)).toEqual([trigger]);
    },
  );

  it.each(triggerTypes)('moves the only function into `functions`, with its names: %s', async (trigger) => {
    const yaml = lambdaYaml({ ...defaultSettings('hello'), trigger });
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    const before = (await configurationIn(project)).functions[0];
    expect(await add(project, 'api', 'url')).toContain('the function that the project had is called app now');
    const [after, api] = (await configurationIn(project)).functions;
    expect(after).toMatchObject({ function: 'app', was: 'main', isNamed: true });
    for (const key of ['lambda', 'role', 'image', 'project', 'logRetention'] as const) {
      expect(after?.[key]).toEqual(before?.[key]);
    }
    expect(after?.triggers).toEqual(before?.triggers);
    expect(api).toMatchObject({ function: 'api', lambda: { name: 'hello-dev-api', timeout: 30, memory: 512 } });
  });

  it('writes the names that version 1.0 gave the only function', async () => {
    const yaml = 'image: { handler: app.handler }\ntrigger: { type: sqs }\n';
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    const before = (await configurationIn(project)).functions[0];
    await add(project, 'app');
    const [after] = (await configurationIn(project)).functions;
    expect(after?.function).toBe('main');
    expect(after?.triggers).toEqual(before?.triggers.map((each) => ({ ...each, name: 'sqs' })));
    expect([after?.project, after?.lambda.name, after?.role.name, after?.image.repo]).toEqual([
      'lambda-handler',
      'lambda-handler',
      'lambda-role',
      'alr-lambda',
    ]);
  });

  it.each(['sqs', 's3-sqs', 's3-direct', 'sns', 'sns-sqs'] as const)(
    'writes a test that sends to what the trigger of type %s names',
    async (trigger) => {
      await using project = await createTestProject({ 'lambda.yaml': shop, 'tsconfig.json': '{}' });
      await add(project, 'send-mail', trigger);
      const test = await read(project, 'src/send-mail.test.ts');
      const used = [...(test ?? '').matchAll(/local\.(?:queue|bucket|topic)\('([^']+)'\)/g)].map(([, name]) => name);
      expect(used).not.toEqual([]);
      const { functions } = await loadConfiguration({ directory: project.directory, env: { STAGE: 'dev' } });
      const configured = JSON.stringify(functions[1]?.triggers);
      for (const name of used) expect(configured).toContain(`"${name}"`);
    },
  );

  it('adds the handler to the Dockerfile, unless that is different from what install writes', async () => {
    await using project = await createTestProject({});
    const { directory } = project;
    const out = new PassThrough().resume();
    await install({ directory, settings: {}, interactive: false, force: false, packages: false, out });
    expect(await add(project, 'api')).toMatch(/changed +Dockerfile\n/);
    const dockerfile = await read(project, 'Dockerfile');
    expect(dockerfile).toContain("ARG HANDLER='src/app.MyLambda src/api.Api'\n");
    await install({ directory, settings: {}, interactive: false, force: false, packages: false, out });
    expect(await read(project, 'Dockerfile')).toBe(dockerfile);
    await writeFile(project.path('Dockerfile'), `${dockerfile}# mine\n`);
    expect(await add(project, 'jobs')).not.toContain('Dockerfile');
    expect(await read(project, 'Dockerfile')).toBe(`${dockerfile}# mine\n`);
  });

  it('refuses a name that is taken or invalid, and a project that it cannot edit', async () => {
    await using project = await createTestProject({ 'lambda.yaml': shop });
    await expect(add(project, 'orders')).rejects.toThrow('there is a function orders already: choose another name');
    await expect(add(project, 'a b')).rejects.toThrow(
      'the name of the function is "a b": it must be the name of a function',
    );
    await expect(add(project, 'Orders')).rejects.toThrow('there is a function orders already: choose another name');
    expect(await read(project, 'lambda.yaml')).toBe(shop);
    await using empty = await createTestProject({});
    await expect(add(empty, 'orders')).rejects.toThrow('create a project with alr-builder install');
    await using old = await createTestProject({ 'lambda.env': 'HANDLER_CLASS=app\n' });
    await expect(add(old, 'orders')).rejects.toThrow('migrate it first with alr-builder generate-yaml');
  });
});
