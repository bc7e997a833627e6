import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { TestProject } from './test-project.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** How long to wait for what other processes do on a busy machine. */
const polling = { timeout: 25_000 };
/** What an emulator prints if commands cannot find it. */
const NOT_FOUND = 'cannot find this emulator';

/** An emulator that runs in a separate process. */
export interface Emulator {
  readonly child: ChildProcess;
  readonly url: string;
  /** The file that tells commands how to reach it. */
  readonly accessFile: string;
  /** What it has printed so far. */
  readonly lines: readonly string[];
}

/**
 * Starts the emulator of a project with `alr-builder local`. Resolves once it has printed that it starts a function, and
 * commands can find it, or it has printed that they cannot. It ends with the test.
 *
 * @param command what runs instead of the project's runtime
 */
export async function startEmulator(project: TestProject, command: readonly string[] = []): Promise<Emulator> {
  const { directory } = project;
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
  const url = /http:\S+/.exec(lines.find((line) => line.includes('http:')) ?? '')?.[0] ?? '';
  const accessFile = project.path(`.alr/local/emulator-${new URL(url).port}.json`);
  const access = () => readFile(accessFile, 'utf8').catch(() => lines.find((line) => line.includes(NOT_FOUND)) ?? '');
  await expect.poll(access, polling).toMatch(new RegExp(`token|${NOT_FOUND}`));
  return { child, lines, url, accessFile };
}

/** Resolves once the emulator has printed so many lines that match. */
export async function printed({ lines }: Emulator, line: RegExp, times = 1): Promise<void> {
  await expect.poll(() => lines.filter((each) => line.test(each)), polling).toHaveLength(times);
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
