import { UsageError } from '../terminal/expected-error.ts';
import type { LocalEventListener } from './report/local-event.ts';

/** How the emulator runs a function; everything has a default. */
export interface LocalOptions {
  /** The handler, as in the image: `app.MyLambda`, `./src/app.ts`. Default: what the environment says. */
  handler?: string | undefined;
  /** The runtime and its arguments. Default: the bootstrap of the project's own `@alr/runtime`, with the handler. */
  command?: readonly [string, ...string[]] | undefined;
  /** The project: where the process runs, and what is watched. Default: the working directory. */
  directory?: string | undefined;
  /** The function's own environment variables, beside those that this process has. */
  env?: NodeJS.ProcessEnv | undefined;
  /** A file of further ones, `NAME=value` a line; `env` has precedence. */
  envFile?: string | undefined;
  /** Default: `function`. Invokers may use any name. */
  functionName?: string | undefined;
  /** In MB; told to the function, not enforced. Default: 128. */
  memory?: number | undefined;
  /** How long an invocation may take, in seconds. Default: 30, as for a function that `alr-builder` deploys. */
  timeout?: number | undefined;
  /** How long an invocation waits for the process to be initialised, in seconds. Default: `timeout`, 10 at least. */
  initTimeout?: number | undefined;
  /** How many invocations the process gets at once, as on Lambda Managed Instances. Default: one after the other. */
  concurrency?: number | undefined;
  /** Whether the process goes on from a snapshot: it waits in `restore/next` for its first invocation. Default: false. */
  snapStart?: boolean | undefined;
  /** True samples each invocation's trace, false hands out none. Default: not sampled unless the invoker's header says so. */
  trace?: boolean | undefined;
  /** Default: what the environment says. */
  logFormat?: 'json' | 'text' | undefined;
  /** Default: what the environment says. */
  logLevel?: LogLevel | undefined;
  /** Faults of the Runtime API, in the form `[CALL=]FAULT[:TIMES]`: `413`, `next=reset:2`, `slow=500`. Default: none. */
  faults?: readonly string[] | undefined;
  /** The address to listen at. Default: 127.0.0.1, which only this machine reaches. */
  host?: string | undefined;
  /** Default: 9000. 0 picks a free one. */
  port?: number | undefined;
  /** Host names beside those of this machine under which the function may be called. Default: none. */
  allowedHosts?: readonly string[] | undefined;
  /** Starts the process anew when a file of the project changes. Default: false. */
  watch?: boolean | undefined;
  /** Receives what happens, the function's log lines among it. */
  onEvent?: LocalEventListener | undefined;
}

/** The levels that `AWS_LAMBDA_LOG_LEVEL` knows, from all records to the fewest. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Options that make no sense. */
export class LocalOptionError extends UsageError {
  override get name(): string {
    return 'LocalOptionError';
  }
}

/** @throws {@link LocalOptionError} */
export function checkLocalOptions({ concurrency, snapStart }: LocalOptions): void {
  if (concurrency === undefined) return;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new LocalOptionError(`The concurrency is ${concurrency}; it has to be a whole number from 1.`);
  }
  if (snapStart) throw new LocalOptionError('Either SnapStart or concurrency: AWS has no function with both.');
}
