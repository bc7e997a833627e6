import { InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { Invocation } from './invocation.ts';
import { traceparentOf } from './trace.ts';

/** What AWS's libraries, and this runtime itself, ask for the invocation that running code belongs to. */
export interface Store {
  get<Value>(key: string | symbol): Value | undefined;
  run<Result>(scope: Scope, run: () => Result): Result;
}

type Scope = Record<string | symbol, unknown>;

/** Shared by all copies of this package in a process, so that each finds the invocation that another one began. */
const INVOCATION = Symbol.for('@alr/runtime.invocation');
const { REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT } = InvokeStoreBase.PROTECTED_KEYS;

/** The library's store for concurrent invocations, which it makes by an `import` that a cold start feels. */
class AsyncInvokeStore extends InvokeStoreBase implements Store {
  readonly #scopes = new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)<Scope>();

  getContext(): Scope | undefined {
    return this.#scopes.getStore();
  }

  hasContext(): boolean {
    return this.getContext() !== undefined;
  }

  get<Value>(key: string | symbol): Value | undefined {
    return this.getContext()?.[key] as Value | undefined;
  }

  /** @throws {TypeError} outside of an invocation, and for what the platform says of it */
  set(key: string | symbol, value: unknown): void {
    const scope = this.getContext();
    if (scope === undefined) throw new TypeError(`${String(key)} can't be set outside of an invocation`);
    if (this.isProtectedKey(key)) throw new TypeError(`${String(key)} can't be set: it is what the platform says`);
    scope[key] = value;
  }

  run<Result>(scope: Scope, run: () => Result): Result {
    return this.#scopes.run(scope, run);
  }
}

let opened: Store | undefined;

/**
 * The process's invoke store. It is put where AWS SDK, Powertools and X-Ray look for it (`globalThis.awslambda`), unless
 * AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA forbids it: then the library has made no such global. It follows asynchronous
 * calls even where there is one invocation at a time, so that what one has left behind is told from the next.
 */
export function openInvokeStore(): Store {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: InvokeStoreBase } };
  opened ??= (awslambda?.InvokeStore as Store | undefined) ?? new AsyncInvokeStore();
  if (awslambda !== undefined) awslambda.InvokeStore ??= opened as AsyncInvokeStore;
  return opened;
}

/**
 * What the store holds for an invocation. A class, since a literal with a getter makes V8 a hidden class for each, which
 * keeps the invocation in memory.
 */
class InvocationScope {
  [key: string | symbol]: unknown;

  constructor(invocation: Invocation) {
    this[REQUEST_ID] = invocation.requestId;
    this[X_RAY_TRACE_ID] = invocation.headers['lambda-runtime-trace-id'] || undefined;
    this[TENANT_ID] = invocation.headers['lambda-runtime-aws-tenant-id'] || undefined;
    this[INVOCATION] = invocation;
  }

  /** Made where it is asked for: few do. */
  get [TRACEPARENT](): unknown {
    const traceId = this[X_RAY_TRACE_ID];
    return typeof traceId === 'string' ? traceparentOf(traceId) : undefined;
  }
}

/** Runs a function as part of an invocation. */
export function runInInvocation<Result>(store: Store, invocation: Invocation, run: () => Result): Result {
  return store.run(new InvocationScope(invocation), run);
}

/** The invocation that the running code belongs to. */
export function currentInvocation(store: Store): Invocation | undefined {
  return store.get<Invocation>(INVOCATION);
}
