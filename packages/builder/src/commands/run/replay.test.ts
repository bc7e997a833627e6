import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { printed, runCommand, startEmulator } from '../../../test/emulator.ts';
import { installBootstrap } from '../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';

const ID = '[0-9a-f-]{36}';

/** A project with one function, which follows the instructions in its events. */
async function createProject(trigger = 'type: none'): Promise<TestProject> {
  const project = await createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }\nlambda: { name: worker }\ntrigger: { ${trigger} }\n`,
  });
  await installBootstrap(project.path('node_modules/@alr/runtime'));
  await mkdir(project.path('events'));
  return project;
}

const commandsIn =
  ({ directory }: TestProject) =>
  (command: string, ...args: string[]) =>
    runCommand([command, ...args, ...(command === 'invoke' ? [] : ['--install-dir', directory])]);

/** Invokes the function of an emulator directly. */
async function invoke({ url }: { readonly url: string }, event: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/2015-03-31/functions/worker/invocations`, {
    method: 'POST',
    body: JSON.stringify(event),
    headers,
  });
  return response.text();
}

describe('alr-builder replay', () => {
  it('invokes the function with an earlier event again, and compares the response', async () => {
    await using project = await createProject();
    const emulator = await startEmulator(project);
    const run = commandsIn(project);
    expect(await run('replay')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no invocation last in the history yet'),
    });
    await invoke(emulator, { respond: '{"n":1}' });
    expect(await run('replay')).toEqual({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`^same      ${ID}\nresponse: \\{"n":1\\}\n1 same\n$`)),
      stderr: '',
    });
    await printed(emulator, new RegExp(`^replay of ${ID}: ${ID}$`));
    // The description of the event has the id of its invocation, and the deadline.
    await invoke(emulator, { describe: true }, { 'x-amz-client-context': Buffer.from('{"a":1}').toString('base64') });
    const ignored = ['--ignore', 'response.headers', '--ignore', 'response.pid'];
    expect(await run('replay', 'last', ...ignored)).toMatchObject({ status: 0 });
    const { status, stdout, stderr } = await run('replay', 'last', '--diff');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^differs {3}/);
    expect(stdout).toMatch(/\n {2}response\.headers\.lambda-runtime-deadline-ms\n {4}- "\d+"\n {4}\+ "\d+"\n/);
    expect(stdout).not.toContain('lambda-runtime-aws-request-id');
    expect(stdout).not.toContain('client-context');
    expect(stderr).toContain('1 differs');
    expect(await run('replay', '--last', '20', ...ignored)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`^same      ${ID}\nsame      ${ID}\n2 same\n$`)),
    });
    expect(JSON.parse((await run('replay', '1', '--json')).stdout)).toEqual({
      results: [
        {
          of: expect.stringMatching(ID),
          function: 'main',
          id: expect.any(Number),
          requestId: expect.stringMatching(ID),
          status: 'same',
          response: { n: 1 },
          differences: [],
        },
      ],
      same: 1,
      differs: 0,
      succeeded: 0,
      failed: 0,
      updated: 0,
    });
    // Each command starts a process.
  }, 120_000);

  it('replays saved events in CI, in an emulator that it starts', async () => {
    await using project = await createProject();
    const run = commandsIn(project);
    const save = (name: string, content: object) => writeFile(project.path(`events/${name}`), JSON.stringify(content));
    await save('good.json', { function: 'main', event: { respond: '{"b":2,"a":1}' }, response: { a: 1, b: 2 } });
    await save('alone.json', { respond: '1' });
    const files = ['good.json', 'alone.json', 'bad.json'].map((name) => project.path(`events/${name}`));
    const [good = '', alone = '', bad = ''] = files;
    expect(await run('replay', good, alone, '--diff')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^same {6}.+good\.json\nsucceeded .+alone\.json\n1 same, 1 succeeded\n$/),
      stderr: '',
    });
    await save('bad.json', { event: { respond: '{"total":3}' }, response: { total: 4 } });
    expect(await run('replay', good, bad, '--diff')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/\ndiffers {3}.+bad\.json\n {2}response\.total\n {4}- 4\n {4}\+ 3\n$/),
      stderr: expect.stringContaining('1 same, 1 differs'),
    });
    expect(await run('replay', bad, '--update')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^updated /),
    });
    expect(JSON.parse(await readFile(bad, 'utf8'))).toMatchObject({ response: { total: 3 } });
    expect(await run('replay', bad)).toMatchObject({ status: 0 });
    await save('bad.json', { fail: 'NoDatabase' });
    expect(await run('replay', bad)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^failed .+\nerror: \{"errorType":"NoDatabase","errorMessage":"on purpose"/),
    });
    await save('bad.json', { event: {}, response: 1, ignore: 'a' });
    expect(await run('replay', good, bad)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('ignore is not a list of texts'),
    });
  }, 120_000);

  it('saves and pins events, which run again after each reload', async () => {
    await using project = await createProject();
    const emulator = await startEmulator(project, [], ['--watch']);
    const run = commandsIn(project);
    await invoke(emulator, { respond: '{"id":12345678901234567890}' });
    await rmdir(project.path('events'));
    await writeFile(project.path('events'), 'a file in the way of the folder');
    expect(await run('replay', 'last', '--save', 'large')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: cannot write .*events: file already exists\n$/),
    });
    await rm(project.path('events'));
    expect(await run('replay', 'last', '--save', 'large')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^saved .*events.large\.json\n$/),
    });
    const saved = await readFile(project.path('events/large.json'), 'utf8');
    expect(saved).toContain('"id": 12345678901234567890');
    expect(await run('replay', 'last', '--save', 'large')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('exists: choose another name'),
    });
    expect(await run('replay', project.path('events/large.json'))).toMatchObject({ status: 0 });
    await invoke(emulator, { describe: true });
    expect(await run('replay', 'last', 'last~1', '--pin')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`^pinned ${ID}\npinned ${ID}\n$`)),
    });
    await writeFile(
      project.path('lambda.yaml'),
      `image: { handler: app.Handler }\nlambda: { name: worker, memory: 256 }\ntrigger: { type: none }\n`,
    );
    await printed(emulator, /^pinned: 1 same, 1 differs$/);
    await printed(emulator, new RegExp(`^ {2}${ID}: response\\.headers\\.\\S+, .+`));
    const ignored = ['--ignore', 'response.headers', '--ignore', 'response.pid'];
    expect(await run('replay', 'last', '--pin', ...ignored)).toMatchObject({ status: 0 });
    expect(await run('replay', 'last', '--pin', '--ignore', 'a b')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('"a b" is not a path'),
    });
    await writeFile(
      project.path('lambda.yaml'),
      `image: { handler: app.Handler }\nlambda: { name: worker, memory: 512 }\ntrigger: { type: none }\n`,
    );
    await printed(emulator, /^pinned: 2 same$/);
    expect(await run('replay', 'last', '--unpin')).toMatchObject({ stdout: expect.stringMatching(/^released /) });
  }, 120_000);

  it('has the history of earlier runs', async () => {
    await using project = await createProject('type: sqs, queue: { name: jobs }');
    const emulator = await startEmulator(project);
    const run = commandsIn(project);
    await run('send', '{"respond":"{}"}');
    await printed(emulator, /^END /);
    await expect.poll(() => run('replay', 'last', '--pin')).toMatchObject({ status: 0 });
    emulator.child.kill('SIGKILL');
    await startEmulator(project);
    expect(await run('replay')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^same /) });
  }, 120_000);

  it.each([
    [['nonsense'], '"nonsense" is neither a file nor an invocation: use a request id, a number, last or last~1'],
    [['last', '--pin', '--save', 'a'], '--save and --pin exclude each other'],
    [['last', '--last', '2'], '--last is instead of an invocation or a file'],
    [['--last', '2', '--save', 'a'], '--save is for an invocation: name it instead of --last'],
    [['a.json', '--pin'], '--pin is for an invocation of the emulator, but a.json is a file'],
    [['last', '--pin', '--diff'], '--pin replays nothing: remove --diff'],
    [['last', '--save', '../a'], '"../a" is not a name for a file'],
  ])('rejects %j', async (args, message) => {
    await using project = await createProject();
    expect(await commandsIn(project)('replay', ...args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(message),
    });
  });

  it('needs an emulator for the history', async () => {
    await using project = await createProject();
    expect(await commandsIn(project)('replay')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no emulator is running for'),
    });
  });
});
