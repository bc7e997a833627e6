import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runtimeClient } from '../test/local.ts';
import { createTestProject } from '../test/test-project.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));
/** Every write to this device fails, as on a full disk. */
const FULL_DISK = '/dev/full';

type Destination = 'pipe' | number;

function start(args: readonly string[], stdout: Destination, stderr: Destination = 'pipe'): ChildProcess {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', stdout, stderr] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
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
  ['local', '--port', '0', '--', ...runtimeClient],
  ['local', '--json', '--port', '0', '--', ...runtimeClient],
];

describe('a full disk', () => {
  it.each(commands.map((args) => [args]))('at stdout is an error: %j', async (args) => {
    const child = start(args, await openFullDisk());
    const [stderr, [code]] = await Promise.all([text(child.stderr ?? []), once(child, 'exit')]);
    expect(stderr).toBe('error: cannot write to stdout: no space left on device\n');
    expect(code).toBe(1);
  });

  it('at stdout is an error of a command that works on a project', async () => {
    await using project = await createTestProject({
      'lambda.yaml': 'image: { handler: app.handler }\nlambda: { name: f }\ntrigger: { type: none }\n',
    });
    for (const command of [['check-env-file'], ['check', '--policy']]) {
      const child = start([...command, '-i', project.directory], await openFullDisk());
      const [stderr, [code]] = await Promise.all([text(child.stderr ?? []), once(child, 'exit')]);
      expect([stderr, code]).toEqual(['error: cannot write to stdout: no space left on device\n', 1]);
    }
  });

  it('at stderr keeps the exit code of the failure', async () => {
    const child = start(['no-such-command'], 'pipe', await openFullDisk());
    const [code] = await once(child, 'exit');
    expect(code).toBe(2);
  });

  it('at both is an exit code', async () => {
    const full = await openFullDisk();
    const child = start(['event', 'sqs'], full, full);
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
  });
});

describe('a closed pipe', () => {
  it.each([[['event', 'sqs', '--records', '10000']], [['local', '--port', '0', '--', ...runtimeClient]]])(
    'at stdout ends the command silently, with the exit code of SIGPIPE: %j',
    async (args) => {
      const child = start(args, 'pipe');
      child.stdout?.destroy();
      const [stderr, [code]] = await Promise.all([text(child.stderr ?? []), once(child, 'exit')]);
      expect(stderr).toBe('');
      expect(code).toBe(141);
    },
  );
});
