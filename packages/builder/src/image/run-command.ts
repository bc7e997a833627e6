import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ExpectedError } from '../terminal/expected-error.ts';

/** A container engine's command failed. */
export class EngineError extends ExpectedError {
  override get name(): string {
    return 'EngineError';
  }
}

/** What a finished command has left. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end and takes its output; undefined where there is no such command. */
export async function tryCommand(
  command: string,
  args: readonly string[],
  input?: string,
): Promise<Outcome | undefined> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const missing = new Promise<undefined>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
  });
  // a command that doesn't read its input tells why by its status
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const outcome = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return Promise.race([missing, outcome.then(([status, stdout, stderr]) => ({ status, stdout, stderr }))]);
}

/**
 * Runs a command and resolves to its output.
 *
 * @throws EngineError with what the command has to say, where it fails.
 */
export async function readCommand(command: string, args: readonly string[], input?: string): Promise<string> {
  const outcome = await tryCommand(command, args, input);
  if (outcome === undefined) throw new EngineError(`${command} is not installed, or not on the PATH`);
  if (outcome.status === 0) return outcome.stdout;
  throw new EngineError(
    `${[command, ...args].join(' ')} failed (exit status ${outcome.status}): ${outcome.stderr.trim()}`,
  );
}

/**
 * Runs a command whose progress the user is to see: its output goes to stderr.
 *
 * @throws EngineError where it fails.
 */
export async function showCommand(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', process.stderr, process.stderr] });
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  if (status !== 0) throw new EngineError(`${command} ${args[0]} failed (exit status ${status}); its output is above`);
}
