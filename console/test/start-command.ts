import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
// @boundaries-ignore the tests of the builder have projects
import type { TestProject } from '../../packages/builder/test/test-project.ts';

const CLI = fileURLToPath(new URL('../../packages/builder/src/cli.ts', import.meta.url));

/** `alr-builder local`, in a separate process. */
export interface StartedCommand {
  readonly consoleUrl: string;
  stop(): Promise<void>;
}

/** Runs `alr-builder local` with its console at this port. Resolves when it is ready. It ends with the test. */
export async function startCommand({ directory }: TestProject, consolePort: number): Promise<StartedCommand> {
  const args = ['local', '--install-dir', directory, '--port', '0', '--console-port', String(consolePort), '--json'];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const event = JSON.parse(line) as { type: string; url?: string };
    if (event.type !== 'console') continue;
    return {
      consoleUrl: event.url ?? '',
      async stop() {
        child.kill('SIGINT');
        await exited;
      },
    };
  }
  throw new Error('the emulator has ended without a console');
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
