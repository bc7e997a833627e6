// @compile-at-start
import type { AsyncLocalStorage } from 'node:async_hooks';
import { builtin } from '../node/builtins.ts';

/** Where AWS's libraries, and this runtime itself, look up the invocation that the running code belongs to. */
export interface InvokeStore {
  get<Value>(key: string | symbol): Value | undefined;
  run<Result>(scope: Scope, run: () => Result): Result;
}

type Scope = Record<string | symbol, unknown>;

const [REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT, TRACESTATE, BAGGAGE] = [
  'REQUEST_ID',
  'X_RAY_TRACE_ID',
  'TENANT_ID',
  'TRACEPARENT',
  'TRACESTATE',
  'BAGGAGE',
].map((name) => Symbol.for(`_AWS_LAMBDA_${name}`)) as [symbol, symbol, symbol, symbol, symbol, symbol];

/** The keys of the values that come from the platform. */
export const platformKeys = { REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT } as const;

const protectedKeys = [REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID, TRACEPARENT, TRACESTATE, BAGGAGE];

/**
 * A store with the interface of `@aws/lambda-invoke-store` 0.3. That library itself is not used because a cold start
 * would notice it: it is loaded as a whole, and it creates the store for concurrent invocations after an `import()`.
 */
class AsyncInvokeStore implements InvokeStore {
  /** Created for the first invocation: Node loads the class on first access. */
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

  /** @throws {TypeError} there is no current invocation, or the value comes from the platform */
  set(key: string | symbol, value: unknown): void {
    const scope = this.getContext();
    if (scope === undefined) throw new TypeError(`${String(key)} cannot be set outside of an invocation`);
    if (this.isProtectedKey(key)) throw new TypeError(`${String(key)} cannot be set: it comes from the platform`);
    scope[key] = value;
  }

  run<Result>(scope: Scope, run: () => Result): Result {
    this.#scopes ??= new (builtin('node:async_hooks').AsyncLocalStorage)();
    return this.#scopes.run(scope, run);
  }

  isProtectedKey(key: string | symbol): boolean {
    return typeof key === 'symbol' && protectedKeys.includes(key);
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

let opened: InvokeStore | undefined;

/**
 * Returns the process's invoke store, which it creates on the first call. The store is published where the AWS SDK,
 * Powertools and X-Ray look for it (`globalThis.awslambda`). It follows asynchronous calls even if there is only one
 * invocation at a time, so that work left over from one invocation is not taken for work of the next.
 * @param allowsAwslambda false if AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA forbids defining the global
 */
export function openInvokeStore(allowsAwslambda: boolean): InvokeStore {
  const global = globalThis as { awslambda?: { InvokeStore?: InvokeStore } };
  if (allowsAwslambda) global.awslambda ??= {};
  opened ??= global.awslambda?.InvokeStore ?? new AsyncInvokeStore();
  if (global.awslambda !== undefined) global.awslambda.InvokeStore ??= opened;
  return opened;
}
