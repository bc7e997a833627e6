import type { ContextEnvironment } from '@alr/context';
import type { LogTarget } from '../logger/runtime-logger.ts';
import { Connection } from '../runtime-api/connection.ts';
import { ConnectionPool } from '../runtime-api/pool.ts';
import type { Transport } from '../runtime-api/transport.ts';
import { parseApiAddress, type RuntimeEnvironment, readContextEnvironment, readEnvironment } from './environment.ts';

/** What surrounds a runtime: the process in Lambda, or what stands in for it in a unit test. */
export interface Platform {
  readonly environment: RuntimeEnvironment;
  readonly contextEnvironment: ContextEnvironment;
  /** The file of the user's handler, from where the user's packages are found. */
  readonly handlerFile: string | undefined;
  /** Takes all records, in place of stderr. */
  readonly logTarget: LogTarget | undefined;
  /** Whether what fails outside of any handler is watched for. */
  readonly ownsProcess: boolean;
  /** @throws {ConfigurationError} the environment doesn't say where the Runtime API is */
  connect(): Transport;
  exit(code: number): void;
}

/** The process that Lambda started. */
export function processPlatform(environment: RuntimeEnvironment = readEnvironment()): Platform {
  return {
    environment,
    contextEnvironment: readContextEnvironment(),
    handlerFile: undefined,
    logTarget: undefined,
    ownsProcess: true,
    connect() {
      const address = parseApiAddress(environment.api);
      const { maxConcurrency } = environment;
      if (maxConcurrency === undefined) return new Connection(address);
      return new ConnectionPool(maxConcurrency, () => new Connection(address));
    },
    exit: (code) => process.exit(code),
  };
}
