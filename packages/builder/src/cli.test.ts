import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runtimeClient } from '../test/local.ts';
import { createTestProject } from '../test/test-project.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));
/** Every write to this device fails, as on a full disk. */
const FULL_DISK = '/dev/full';

type Destination = 'pipe' | number;

/** Runs a command, and returns what it prints on stderr and its exit code. */
async function run(args: readonly string[], stdout: Destination, stderr: Destination = 'pipe') {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', stdout, stderr] });
  onTestFinished(() => void child.kill('SIGKILL'));
  // The reader of a pipe is gone before the command writes.
  child.stdout?.destroy();
  const [message, [code]] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'exit')]);
  return { stderr: message, code };
}

async function openFullDisk(): Promise<number> {
  const file = await open(FULL_DISK, 'w');
  onTestFinished(() => file.close());
  return file.fd;
}

/** Commands that print without a project or credentials. */
const commands = [
  ['--help'],
  ['--version'],
  ['help', 'apply'],
  ['event', 'sqs'],
  ['event', 'sqs', '--records', '10000'],
  ['local', '--port', '0', '--data', 'memory', '--', ...runtimeClient],
  ['local', '--json', '--port', '0', '--data', 'memory', '--', ...runtimeClient],
];

const outputError = { stderr: 'error: cannot write to stdout: no space left on device\n', code: 1 };

describe('a full disk', () => {
  it.each(commands.map((args) => [args]))('at stdout is an error: %j', async (args) => {
    expect(await run(args, await openFullDisk())).toEqual(outputError);
  });

  it.each([['check-env-file'], ['check --policy']])('at stdout is an error of %s', async (command) => {
    await using project = await createTestProject({
      'lambda.yaml': 'image: { handler: app.handler }\nlambda: { name: f }\ntrigger: { type: none }\n',
    });
    expect(await run([...command.split(' '), '-i', project.directory], await openFullDisk())).toEqual(outputError);
  });

  it('at stderr keeps the exit code of the failure', async () => {
    expect(await run(['no-such-command'], 'pipe', await openFullDisk())).toMatchObject({ code: 2 });
  });

  it('at both is an exit code', async () => {
    const full = await openFullDisk();
    expect(await run(['event', 'sqs'], full, full)).toMatchObject({ code: 1 });
  });
});

describe('a closed pipe', () => {
  it.each([
    [['event', 'sqs', '--records', '10000']],
    [['local', '--port', '0', '--data', 'memory', '--', ...runtimeClient]],
  ])('at stdout ends the command silently, with the exit code of SIGPIPE: %j', async (args) => {
    expect(await run(args, 'pipe')).toEqual({ stderr: '', code: 141 });
  });
});

/** Prints the modules that a command loads: packages, modules of Node and files of src/. */
const reportModules = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(name, context, next) {
      const { url } = next(name, context);
      writeSync(3, (/^[.]/.test(name) ? url.replace(/^.*\\/src\\//, '') : name) + '\\n');
      return next(name, context);
    },
  });
`)}`;

async function loadedModules(args: readonly string[]): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', reportModules, CLI, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const names = await text(child.stdio[3] as Readable);
  return [...new Set(names.split('\n').filter((name) => name !== ''))];
}

async function loadedPackages(args: readonly string[]): Promise<string[]> {
  return (await loadedModules(args)).filter((name) => /^(undici|@aws-sdk\/)/.test(name));
}

describe('a command loads', () => {
  it.each([
    '--help',
    '--version',
    'help invoke',
    'invoke --local --port 1 --payload {}',
    'event s3',
    'local --env-from no-such.env',
  ])('neither undici nor an AWS SDK for %s', async (command) => {
    expect(await loadedPackages(command.split(' '))).toEqual([]);
  });

  it('not fetch for local, which would take a seventh of its start', async () => {
    const report =
      "process.on('exit', () => process.getBuiltinModule('fs').writeSync(3, process.moduleLoadList.join()))";
    const options = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
    const local = [CLI, 'local', '--port', '0', '--data', 'memory', '--', ...runtimeClient];
    const child = spawn(process.execPath, [...options, ...local], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [, , , modules] = child.stdio;
    for await (const line of createInterface({ input: child.stdout as Readable })) {
      if (line.startsWith('Listening')) break;
    }
    child.kill('SIGTERM');
    const loaded = await text(modules as Readable);
    expect(loaded).toContain('NativeModule http');
    expect(loaded).not.toContain('undici');
  });

  it('only what it needs for invoke --local', async () => {
    const modules = await loadedModules(['invoke', '--local', '--port', '1', '--payload', '{}']);
    expect(modules.filter((name) => !name.startsWith('file:')).sort()).toMatchInlineSnapshot(`
      [
        "command-line/create-program.ts",
        "command-line/find-command.ts",
        "command-line/run-command-line.ts",
        "command-line/run-process.ts",
        "commander",
        "commands/command-help.ts",
        "commands/index.ts",
        "commands/options/option-values.ts",
        "commands/options/project-options.ts",
        "commands/run/invoke.ts",
        "config/keys/formats.ts",
        "invoke/decode-events.ts",
        "invoke/http-head.ts",
        "invoke/invoke-function.ts",
        "invoke/invoke-local.ts",
        "invoke/read-payload.ts",
        "node:child_process",
        "node:events",
        "node:fs",
        "node:fs/promises",
        "node:path",
        "node:process",
        "node:stream/consumers",
        "node:url",
        "node:util",
        "package-files.ts",
        "terminal/expected-error.ts",
        "terminal/file-error.ts",
        "terminal/output-errors.ts",
        "terminal/print-json.ts",
        "terminal/report-error.ts",
        "terminal/style.ts",
        "terminal/text/decode-text.ts",
        "terminal/text/parse-json.ts",
        "terminal/text/visible-text.ts",
      ]
    `);
  });

  it('no file of a command for the general help', async () => {
    const modules = (await loadedModules(['--help'])).sort();
    expect(modules.filter((name) => name.startsWith('commands/'))).toEqual([
      'commands/command-help.ts',
      'commands/index.ts',
    ]);
  });

  it('undici for test-streaming', async () => {
    expect(await loadedPackages(['test-streaming', '-i', '/no-such-directory'])).toContain('undici');
  });

  it('an AWS SDK, but not undici, for plan', async () => {
    const packages = await loadedPackages(['plan', '-i', '/no-such-directory']);
    expect(packages).toContainEqual(expect.stringMatching(/^@aws-sdk/));
    expect(packages).not.toContain('undici');
  });
});

it('keeps its compiled code for the next run', async () => {
  await using project = await createTestProject({});
  const child = spawn(process.execPath, [CLI, '--version'], {
    env: { ...process.env, TMPDIR: project.directory, NODE_COMPILE_CACHE: '', NODE_DISABLE_COMPILE_CACHE: undefined },
  });
  await once(child, 'exit');
  const kept = await readdir(join(project.directory, 'node-compile-cache'), { recursive: true });
  expect(kept.length).toBeGreaterThan(1);
});
