import type { AsyncLocalStorage } from 'node:async_hooks';
import { toTraceparent } from '../tracing/trace.ts';
import type { Invocation } from './invocation.ts';

/** What AWS's libraries, and this runtime itself, ask for the invocation that running code belongs to. */
export interface Store {
  get<Value>(key: string | symbol): Value | undefined;
  run<Result>(scope: Scope, run: () => Result): Result;
}

type Scope = Record<string | symbol, unknown>;

/** Shared by all copies of this package in a process, so that each finds the invocation that another one began. */
const INVOCATION = Symbol.for('@alr/runtime.invocation');
const [REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT, TRACESTATE, BAGGAGE] = [
  'REQUEST_ID',
  'X_RAY_TRACE_ID',
  'TENANT_ID',
  'TRACEPARENT',
  'TRACESTATE',
  'BAGGAGE',
].map((name) => Symbol.for(`_AWS_LAMBDA_${name}`)) as [symbol, symbol, symbol, symbol, symbol, symbol];
const saidByThePlatform = [REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT, TRACESTATE, BAGGAGE];

/**
 * The store in the form that `@aws/lambda-invoke-store` 0.3 gives its users. Not that library's own: it opens the store
 * for concurrent invocations by an `import`, and is loaded as a whole, both of which a cold start feels.
 */
class AsyncInvokeStore implements Store {
  /** Made for the first invocation: Node loads its class when it is asked for. */
  #scopes: AsyncLocalStorage<Scope> | undefined;

  getContext(): Scope | undefined {
    return this.#scopes?.getStore();
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
    this.#scopes ??= new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)();
    return this.#scopes.run(scope, run);
  }

  isProtectedKey(key: string | symbol): boolean {
    return typeof key === 'symbol' && saidByThePlatform.includes(key);
  }

  getRequestId(): string {
    return this.get(REQUEST_ID) ?? '-';
  }

  getXRayTraceId(): string | undefined {
    return this.get(X_RAY_TRACE_ID);
  }

  getTenantId(): string | undefined {
    return this.get(TENANT_ID);
  }

  getTraceparent(): string | undefined {
    return this.get(TRACEPARENT);
  }

  getTracestate(): string | undefined {
    return this.get(TRACESTATE);
  }

  getBaggage(): string | undefined {
    return this.get(BAGGAGE);
  }
}

let opened: Store | undefined;

/**
 * The process's invoke store. It is put where AWS SDK, Powertools and X-Ray look for it (`globalThis.awslambda`), unless
 * AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA forbids it. It follows asynchronous calls even where there is one invocation at a
 * time, so that what one has left behind is told from the next.
 * @param allowsAwslambda whether the global may be defined
 */
export function openInvokeStore(allowsAwslambda: boolean): Store {
  const global = globalThis as { awslambda?: { InvokeStore?: Store } };
  if (allowsAwslambda) global.awslambda ??= {};
  opened ??= global.awslambda?.InvokeStore ?? new AsyncInvokeStore();
  if (global.awslambda !== undefined) global.awslambda.InvokeStore ??= opened;
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
    this[X_RAY_TRACE_ID] = invocation.traceId;
    this[TENANT_ID] = invocation.tenantId;
    this[INVOCATION] = invocation;
  }

  /** Made where it is asked for: few do. */
  get [TRACEPARENT](): unknown {
    const traceId = this[X_RAY_TRACE_ID];
    return typeof traceId === 'string' ? toTraceparent(traceId) : undefined;
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
