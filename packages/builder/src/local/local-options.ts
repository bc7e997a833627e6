import { UsageError } from '../terminal/expected-error.ts';
import type { LocalEventListener } from './report/local-event.ts';

/** How the emulator runs a function; everything has a default. */
export interface LocalOptions {
  /** The handler, as in the image: `app.MyLambda`, `./src/app.ts`. Default: what the environment says. */
  readonly handler?: string | undefined;
  /** The runtime and its arguments. Default: the bootstrap of the project's own `@alr/runtime`, with the handler. */
  readonly command?: readonly [string, ...string[]] | undefined;
  /** The project: where the process runs, and what is watched. Default: the working directory. */
  readonly directory?: string | undefined;
  /** The function's own environment variables, beside those that this process has. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** A file of further ones, `NAME=value` a line; `env` has precedence. */
  readonly envFile?: string | undefined;
  /** Default: `function`. Invokers may use any name. */
  readonly functionName?: string | undefined;
  /** In MB; told to the function, not enforced. Default: 128. */
  readonly memory?: number | undefined;
  /** How long an invocation may take, in seconds. Default: 30, as for a function that `alr-builder` deploys. */
  readonly timeout?: number | undefined;
  /** How long an invocation waits for the process to be initialised, in seconds. Default: `timeout`, 10 at least. */
  readonly initTimeout?: number | undefined;
  /** How many invocations the process gets at once, as on Lambda Managed Instances. Default: one after the other. */
  readonly concurrency?: number | undefined;
  /** Whether the process goes on from a snapshot: it waits in `restore/next` for its first invocation. Default: false. */
  readonly snapStart?: boolean | undefined;
  /** True samples each invocation's trace, false hands out none. Default: not sampled unless the invoker's header says so. */
  readonly trace?: boolean | undefined;
  /** Default: what the environment says. */
  readonly logFormat?: 'json' | 'text' | undefined;
  /** Default: what the environment says. */
  readonly logLevel?: LogLevel | undefined;
  /** Faults of the Runtime API, in the form `[CALL=]FAULT[:TIMES]`: `413`, `next=reset:2`, `slow=500`. Default: none. */
  readonly faults?: readonly string[] | undefined;
  /** The address to listen at. Default: 127.0.0.1, which only this machine reaches. */
  readonly host?: string | undefined;
  /** Default: 9000. 0 picks a free one. */
  readonly port?: number | undefined;
  /** Host names beside those of this machine under which the function may be called. Default: none. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Starts the process anew when a file of the project changes. Default: false. */
  readonly watch?: boolean | undefined;
  /** Receives what happens, the function's log lines among it. */
  readonly onEvent?: LocalEventListener | undefined;
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
