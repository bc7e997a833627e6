import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { runCommandLine } from '../../../src/command-line/run-command-line.ts';
import { allowUnreadInput, CLI, runCli } from '../../run-cli.ts';

/** The outcome of a command. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they were printed, if the command ran in this process or on a terminal. */
  readonly screen?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs `alr-builder` in this process, through the entry of the command line: starting a process for each command would
 * take most of the time of the tests. No other command may run at the same time.
 *
 * @param abandoned when this resolves, the command is left alone. The rest of it can never run if nothing responds to it
 * anymore: then this equals `kill -9`.
 */
export async function runInProcess(
  args: readonly string[],
  env: Environment,
  abandoned: Promise<void> = new Promise(() => {}),
): Promise<Output> {
  const output = { stdout: '', stderr: '', screen: '' };
  const restore = [replaceEnvironment(env), capture('stdout', output), capture('stderr', output)];
  try {
    const code = await Promise.race([runCommandLine(args), abandoned.then(() => 137)]);
    return { code, ...output };
  } finally {
    for (const undo of restore) undo();
  }
}

/** Collects what is written to a stream of this process. */
function capture(name: 'stdout' | 'stderr', output: { stdout: string; stderr: string; screen: string }): () => void {
  const stream = process[name];
  const { write } = stream;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    output[name] += text;
    output.screen += text;
    const callback = rest.find((each) => typeof each === 'function') as (() => void) | undefined;
    callback?.();
    return true;
  }) as typeof write;
  return () => {
    stream.write = write;
  };
}

function replaceEnvironment(env: Environment): () => void {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  setEnvironment(env);
  return () => setEnvironment(before);
}

function setEnvironment(env: Environment): void {
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/**
 * Runs `alr-builder` in a separate process.
 *
 * @param abandoned when this resolves, the process is killed with SIGKILL
 */
export async function runAsProcess(
  args: readonly string[],
  env: Environment,
  abandoned?: Promise<void>,
): Promise<Output> {
  const { code, ...output } = await runCli(args, { env: { ...process.env, ...env }, abandoned });
  return { code: code ?? 137, ...output };
}

/** What a user types once a command has asked something. */
export interface Answer {
  /** A part of the question. */
  readonly question: string;
  readonly keys: string;
  /** What the user types after it. */
  readonly next?: Answer;
}

/** Python, which moto needs too, connects the command to a terminal. What is written to its stdin is typed. */
const ON_TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

/** A new terminal has no size, so that nothing would fit into a line. */
const WITH_SIZE = 'stty cols 250 rows 50; exec "$0" "$@"';

/** Runs `alr-builder` in a separate process on a terminal, which shows stdout and stderr together. */
export async function runInTerminal(args: readonly string[], env: Environment, answer: Answer): Promise<Output> {
  const child = spawn('python3', ['-c', ON_TERMINAL, 'sh', '-c', WITH_SIZE, process.execPath, CLI, ...args], {
    env: { ...process.env, ...env, NO_COLOR: '1', TERM: 'xterm' },
    stdio: 'pipe',
  });
  allowUnreadInput(child.stdin);
  const ended = once(child, 'exit');
  let stdout = '';
  let expected: Answer | undefined = answer;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    if (expected === undefined || !stripVTControlCharacters(stdout).includes(expected.question)) return;
    child.stdin.write(expected.keys);
    expected = expected.next;
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), ended]);
  const screen = stripVTControlCharacters(stdout);
  return { code: code ?? 137, stdout: screen, stderr, screen };
}
