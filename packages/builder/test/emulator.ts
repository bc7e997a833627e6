import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, onTestFinished } from 'vitest';
import { CLI, runCli } from './run-cli.ts';
import type { TestProject } from './test-project.ts';

/** An emulator that runs in a separate process. */
export interface Emulator {
  readonly child: ChildProcess;
  readonly url: string;
  /** The file that tells commands how to reach it. */
  readonly accessFile: string;
  /** The files that told commands how to reach emulators of the project when this one printed that it listens. */
  readonly files: readonly string[];
  /** What it has printed so far. */
  readonly lines: readonly string[];
}

/**
 * Starts the emulator of a project with `alr-builder local`. Resolves once it has printed that it starts a function. It
 * ends with the test.
 *
 * @param command what runs instead of the project's runtime
 * @param options further options of `alr-builder local`
 */
export async function startEmulator(
  project: TestProject,
  command: readonly string[] = [],
  options: readonly string[] = [],
): Promise<Emulator> {
  const { directory } = project;
  const folder = project.path('.alr/local');
  const words = command.length > 0 ? ['--', ...command] : [];
  const args = ['local', '--port', '0', '--install-dir', directory, ...options, ...words];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  let files: readonly string[] = [];
  const reader = createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (line.startsWith('Listening on') && existsSync(folder)) files = readdirSync(folder);
  });
  const closed = once(reader, 'close').then(() => {
    throw new Error(`the emulator has ended:\n${lines.join('\n')}`);
  });
  while (!lines.some((line) => line.includes('starting '))) await Promise.race([once(reader, 'line'), closed]);
  // It ends later, too.
  closed.catch(() => {});
  const url = /http:\S+/.exec(lines.find((line) => line.includes('http:')) ?? '')?.[0] ?? '';
  const accessFile = project.path(`.alr/local/emulator-${new URL(url).port}.json`);
  return { child, lines, files, url, accessFile };
}

/** Resolves once the emulator has printed so many lines that match. */
export async function printed({ lines }: Emulator, line: RegExp, times = 1): Promise<void> {
  await expect.poll(() => lines.filter((each) => line.test(each))).toHaveLength(times);
}

/** Runs a command of `alr-builder`, with this standard input. */
export async function runCommand(
  args: readonly string[],
  input: string | Buffer = '',
): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const { code: status, ...output } = await runCli(args, { input });
  return { status, ...output };
}
