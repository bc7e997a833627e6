// @compile-at-start
import { exposeTraceVariable } from '../platform/trace-variable.ts';
import { toTraceparent } from '../tracing/trace.ts';
import type { Invocation } from './invocation.ts';
import { type InvokeStore, platformKeys } from './invoke-store.ts';

const { REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT } = platformKeys;

/** Shared by all copies of this package in a process, so that each finds the invocation that another one runs. */
const INVOCATION = Symbol.for('@alr/runtime.invocation');

/**
 * The values that the store holds for an invocation. A class, because V8 gives each object literal with a getter its own
 * hidden class, which keeps the invocation in memory.
 */
class InvocationScope {
  [key: string | symbol]: unknown;

  constructor(invocation: Invocation) {
    this[REQUEST_ID] = invocation.requestId;
    this[X_RAY_TRACE_ID] = invocation.traceId;
    this[TENANT_ID] = invocation.tenantId;
    this[INVOCATION] = invocation;
  }

  /** Computed when it is read, because few functions read it. */
  get [TRACEPARENT](): unknown {
    const traceId = this[X_RAY_TRACE_ID];
    return typeof traceId === 'string' ? toTraceparent(traceId) : undefined;
  }
}

/** Runs a function, and everything asynchronous that it starts, as part of an invocation. */
export function runInInvocation<Result>(store: InvokeStore, invocation: Invocation, run: () => Result): Result {
  return store.run(new InvocationScope(invocation), run);
}

/** Returns the invocation that the running code belongs to. */
export function currentInvocation(store: InvokeStore): Invocation | undefined {
  return store.get<Invocation>(INVOCATION);
}

/** Makes the environment have the trace of the invocation that the running code belongs to. */
export function exposeTrace(store: InvokeStore): void {
  exposeTraceVariable(() => currentInvocation(store)?.traceVariable);
}
