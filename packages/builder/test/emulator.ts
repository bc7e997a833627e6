import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { TestProject } from './test-project.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** An emulator that runs as a process of its own. */
export interface Emulator {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has printed so far. */
  readonly lines: readonly string[];
}

/**
 * Starts the emulator of a project with `alr-builder local`, and resolves once it has printed that it starts a function.
 * It ends with the test.
 *
 * @param command what runs instead of the project's runtime
 */
export async function startEmulator({ directory }: TestProject, command: readonly string[] = []): Promise<Emulator> {
  const args = ['local', '--port', '0', '--install-dir', directory, ...(command.length > 0 ? ['--', ...command] : [])];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const closed = once(reader, 'close').then(() => {
    throw new Error(`the emulator has ended:\n${lines.join('\n')}`);
  });
  while (!lines.some((line) => line.includes('starting '))) await Promise.race([once(reader, 'line'), closed]);
  // It ends later, too.
  closed.catch(() => {});
  return { child, lines, url: /http:\S+/.exec(lines.find((line) => line.includes('http:')) ?? '')?.[0] ?? '' };
}

/** Runs a command of `alr-builder`, with this standard input. */
export async function runCommand(
  args: readonly string[],
  input: string | Buffer = '',
): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...args]);
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { status, stdout, stderr };
}
