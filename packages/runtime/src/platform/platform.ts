// @compile-at-start
import type { Context, ContextEnvironment } from '@alr/context';
import { stderrWriter, telemetryWriter, type WriteRecord } from '../logger/log-output.ts';
import type { LogTarget } from '../logger/runtime-logger.ts';
import { exitProcess } from '../node/exit.ts';
import { Output } from '../node/output.ts';
import { Connection } from '../runtime-api/connection.ts';
import { ConnectionPool } from '../runtime-api/pool.ts';
import type { Transport } from '../runtime-api/transport.ts';
import { parseApiAddress, type RuntimeEnvironment, readContextEnvironment, readEnvironment } from './environment.ts';

/** The part of `process` that the runtime uses: its events, among them signals, and its exit code. */
export type HostProcess = Pick<NodeJS.Process, 'on' | 'once' | 'off' | 'listenerCount' | 'exitCode'>;

/** Everything around the runtime: the process in Lambda, or a stand-in for it in a unit test. */
export interface Platform {
  readonly environment: RuntimeEnvironment;
  readonly contextEnvironment: ContextEnvironment;
  /** The file of the user's handler. The user's packages are resolved from there. */
  readonly handlerFile: string | undefined;
  /** Called for each event instead of the handler, if a tool has wrapped the function that leads to the handler. */
  readonly wrappedHandler: ((event: unknown, context: Context) => unknown) | undefined;
  /** Gets all log records instead of stderr. */
  readonly logTarget: LogTarget | undefined;
  /** Whether the runtime handles uncaught errors, the end of the event loop, and signals. False in a unit test. */
  readonly ownsProcess: boolean;
  readonly process: HostProcess;
  /** Writes a formatted log record. */
  readonly writeRecord: WriteRecord;
  /** @throws {ConfigurationError} the environment has no valid address of the Runtime API */
  connect(): Transport;
  exit(code: number): void;
}

/** The platform of a process that Lambda started. */
export function processPlatform(environment: RuntimeEnvironment = readEnvironment()): Platform {
  return {
    environment,
    contextEnvironment: readContextEnvironment(),
    handlerFile: undefined,
    wrappedHandler: undefined,
    logTarget: undefined,
    ownsProcess: true,
    process,
    writeRecord: openLog(environment),
    connect() {
      const address = parseApiAddress(environment.api);
      const { maxConcurrency } = environment;
      if (maxConcurrency === undefined) return new Connection(address);
      return new ConnectionPool(maxConcurrency, () => new Connection(address));
    },
    exit: exitProcess,
  };
}

function openLog({ telemetryDescriptor, logFormat }: RuntimeEnvironment): WriteRecord {
  return telemetryDescriptor === undefined
    ? stderrWriter()
    : telemetryWriter(new Output(telemetryDescriptor), logFormat);
}
