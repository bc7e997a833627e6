import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { Invocation } from './invocation.ts';
import { traceparentOf } from './trace.ts';

/** What AWS's libraries, and this runtime itself, ask for the invocation that running code belongs to. */
export interface Store {
  get<Value>(key: string | symbol): Value | undefined;
  run<Result>(context: Record<symbol, unknown>, run: () => Result): Result;
}

/** Shared by all copies of this package in a process, so that each finds the invocation that another one began. */
const INVOCATION = Symbol.for('@alr/runtime.invocation');
const { REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT } = InvokeStoreBase.PROTECTED_KEYS;

/**
 * The process's invoke store. It is put where AWS SDK, Powertools and X-Ray look for it (`globalThis.awslambda`), unless
 * AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA forbids it. It follows asynchronous calls even where there is one invocation at a
 * time, so that what one has left behind is told from the next.
 */
export function openInvokeStore(): Promise<Store> {
  return InvokeStore.getInstanceAsync(true);
}

/** Runs a function as part of an invocation. */
export function runInInvocation<Result>(store: Store, invocation: Invocation, run: () => Result): Result {
  const traceId = invocation.headers['lambda-runtime-trace-id'] || undefined;
  return store.run(
    {
      [REQUEST_ID]: invocation.requestId,
      [X_RAY_TRACE_ID]: traceId,
      [TENANT_ID]: invocation.headers['lambda-runtime-aws-tenant-id'] || undefined,
      // Made where it is asked for: few do.
      get [TRACEPARENT]() {
        return traceId === undefined ? undefined : traceparentOf(traceId);
      },
      [INVOCATION]: invocation,
    },
    run,
  );
}

/** The invocation that the running code belongs to. */
export function currentInvocation(store: Store): Invocation | undefined {
  return store.get<Invocation>(INVOCATION);
}
