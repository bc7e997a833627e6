import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../src', import.meta.url));
const BUILT = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** The program `alr-builder`. The built one starts in half the time, but it must not be older than a source. */
export const CLI: string = isUpToDate() ? BUILT : join(SOURCES, 'cli.ts');

function isUpToDate(): boolean {
  if (!existsSync(BUILT)) return false;
  const built = statSync(BUILT).mtimeMs;
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.endsWith('.test.ts'),
  );
  return sources.every((path) => statSync(join(SOURCES, path)).mtimeMs <= built);
}

/** What a command gets. */
export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly input?: string | Uint8Array | undefined;
  /** When this resolves, the process is killed with SIGKILL. */
  readonly abandoned?: Promise<void> | undefined;
}

/** What a command has done. */
export interface CommandResult {
  /** Null if a signal has ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `alr-builder` in a separate process. */
export async function runCli(
  args: readonly string[],
  { env, input = '', abandoned }: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: 'pipe' });
  void abandoned?.then(() => child.kill('SIGKILL'));
  allowUnreadInput(child.stdin).end(input);
  const ended = once(child, 'exit');
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** Lets a process end before it has read its input. */
export function allowUnreadInput(stdin: Writable): Writable {
  return stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
