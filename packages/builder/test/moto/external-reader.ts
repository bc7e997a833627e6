import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, inject, onTestFinished } from 'vitest';
import type { LocalEvent } from '../../src/local/report/local-event.ts';
import { runtimeClient } from '../local.ts';
import { CLI } from '../run-cli.ts';

/** The region of what the emulators read. */
export const READER_REGION = 'eu-central-1';

/** An emulator in a separate process that reads from moto. */
export interface Reader {
  readonly child: ChildProcess;
  readonly events: readonly LocalEvent[];
  /** Resolves when there are so many events of this type. */
  until(type: LocalEvent['type'], count?: number): Promise<void>;
}

/** Starts `alr-builder local --source aws` in a project, with moto as AWS. It ends with the test. */
export async function startReader(directory: string): Promise<Reader> {
  const words = ['local', '--source', 'aws', '--yes', '--json', '--port', '0', '--install-dir', directory];
  const child = spawn(process.execPath, [CLI, ...words, '--', ...runtimeClient], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: inject('motoUrl'),
      AWS_REGION: READER_REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const events: LocalEvent[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => events.push(JSON.parse(line)));
  return {
    child,
    events,
    async until(type, count = 1) {
      await expect.poll(() => events.filter((event) => event.type === type).length, { timeout: 50_000 }).toBe(count);
    },
  };
}

/** Ends it as Ctrl-C does. */
export async function stopReader({ child }: Reader): Promise<void> {
  child.kill('SIGINT');
  await once(child, 'exit');
}
