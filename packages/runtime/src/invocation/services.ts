import type { Logger } from '@alr/context';
import type { StackKey } from '../errors/describe-error.ts';
import type { LogFailure } from '../logger/failure-log.ts';
import type { RuntimeApi } from '../runtime-api/runtime-api.ts';
import type { ContextFactory } from './context-factory.ts';
import type { InvokeStore } from './invoke-store.ts';

/** What all invocations of a process share. */
export interface Services {
  readonly api: RuntimeApi;
  readonly logger: Logger;
  readonly logFailure: LogFailure;
  /** The name of the stack in error responses. */
  readonly stackKey: StackKey;
  readonly store: InvokeStore;
  readonly contexts: ContextFactory;
  /** Whether this process handles several invocations at once. Then no process-wide state may describe one of them. */
  readonly isConcurrent: boolean;
}
