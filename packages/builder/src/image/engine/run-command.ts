import spawn, { type Options, type Result, SubprocessError } from 'nano-spawn';
import { ExpectedError } from '../../terminal/expected-error.ts';

/** A command failed, or no container engine works. */
export class EngineError extends ExpectedError {
  override get name(): string {
    return 'EngineError';
  }
}

/** The outcome of a command that has ended. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command and captures its output.
 *
 * @param input the text that the command reads from stdin
 * @returns undefined if there is no such command
 */
export async function tryCommand(command: string, args: readonly string[], input = ''): Promise<Outcome | undefined> {
  return run(command, args, { stdin: { string: input } });
}

/**
 * Runs a command and returns its output.
 *
 * @param input the text that the command reads from stdin
 * @throws {EngineError} the command fails; the message contains its stderr
 */
export async function readCommand(command: string, args: readonly string[], input?: string): Promise<string> {
  const outcome = await tryCommand(command, args, input);
  if (outcome === undefined) throw notInstalled(command);
  if (outcome.status === 0) return outcome.stdout;
  throw new EngineError(
    `${[command, ...args].join(' ')} failed (exit status ${outcome.status}): ${outcome.stderr.trim()}`,
  );
}

/**
 * Runs a command that inspects an image, and returns its output.
 *
 * @returns undefined if there is no such image
 * @throws {EngineError} the engine fails for another reason; the message contains its stderr
 */
export async function readIfFound(command: string, args: readonly string[]): Promise<string | undefined> {
  const outcome = await tryCommand(command, args);
  if (outcome === undefined) throw notInstalled(command);
  if (outcome.status === 0) return outcome.stdout;
  const stderr = outcome.stderr.trim();
  if (stderr === '' || notFoundPattern.test(stderr)) return undefined;
  throw new EngineError(`${command} failed (exit status ${outcome.status}): ${stderr}`);
}

/** In the words of Docker and Finch, Podman, and Buildah. */
const notFoundPattern = /no such (image|object)|image not known|not found/i;

/**
 * Runs a command and shows its output to the user, on stderr.
 *
 * @throws {EngineError} the command fails
 */
export async function showCommand(command: string, args: readonly string[]): Promise<void> {
  const outcome = await run(command, args, { stdin: 'ignore', stdout: process.stderr, stderr: process.stderr });
  if (outcome === undefined) throw notInstalled(command);
  if (outcome.status === 0) return;
  throw new EngineError(`${command} ${args[0]} failed (exit status ${outcome.status}); its output is above`);
}

async function run(command: string, args: readonly string[], options: Options): Promise<Outcome | undefined> {
  try {
    return outcomeOf(0, await spawn(command, args, options));
  } catch (error) {
    if (!(error instanceof SubprocessError)) throw error;
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return undefined;
    // The error of nano-spawn contains the command line, and so the values of build arguments.
    if (error.cause instanceof Error) throw new EngineError(`cannot start ${command}: ${error.cause.message}`);
    // A command that was killed by a signal has no exit code.
    return outcomeOf(error.exitCode ?? 1, error);
  }
}

function outcomeOf(status: number, { stdout, stderr }: Pick<Result, 'stdout' | 'stderr'>): Outcome {
  return { status, stdout, stderr };
}

function notInstalled(command: string): EngineError {
  return new EngineError(`${command} is not installed, or not on the PATH`);
}
