import { InvokeStoreBase } from '@aws/lambda-invoke-store';
import { describe, expect, it } from 'vitest';
import { Invocation } from './invocation.ts';
import { currentInvocation, openInvokeStore, runInInvocation, type Store } from './invoke-store.ts';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const { REQUEST_ID, TRACEPARENT } = InvokeStoreBase.PROTECTED_KEYS;

/** The store as AWS's libraries know it. */
function openAsLibrary(): Store & InvokeStoreBase {
  return openInvokeStore(true) as Store & InvokeStoreBase;
}

function invocation(requestId: string, headers: Record<string, string> = {}): Invocation {
  return new Invocation({ requestId, invocationId: undefined, headers, body: '{}' });
}

describe('the invoke store', () => {
  it('tells AWS’s libraries of the invocation', () => {
    const store = openAsLibrary();
    const headers = { 'lambda-runtime-trace-id': TRACE, 'lambda-runtime-aws-tenant-id': 'acme' };
    runInInvocation(store, invocation('id-1', headers), () => {
      expect(store.getRequestId()).toBe('id-1');
      expect(store.getXRayTraceId()).toBe(TRACE);
      expect(store.getTenantId()).toBe('acme');
      expect(store.get(TRACEPARENT)).toBe('00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01');
      expect(store.hasContext()).toBe(true);
    });
  });

  it('has nothing of what an invocation lacks', () => {
    const store = openAsLibrary();
    const headers = { 'lambda-runtime-trace-id': '', 'lambda-runtime-aws-tenant-id': '' };
    runInInvocation(store, invocation('id-1', headers), () => {
      expect([store.getXRayTraceId(), store.getTenantId(), store.get(TRACEPARENT)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });
  });

  it('follows each invocation through its asynchronous calls', async () => {
    const store = openAsLibrary();
    const ask = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return [store.getRequestId(), currentInvocation(store)?.requestId];
    };
    const answers = ['id-1', 'id-2'].map((id) => runInInvocation(store, invocation(id), ask));
    expect(await Promise.all(answers)).toEqual([
      ['id-1', 'id-1'],
      ['id-2', 'id-2'],
    ]);
  });

  it('keeps what is set for the invocation, and only for it', () => {
    const store = openAsLibrary();
    runInInvocation(store, invocation('id-1'), () => {
      store.set('user', 'Ada');
      expect(store.get('user')).toBe('Ada');
    });
    runInInvocation(store, invocation('id-2'), () => expect(store.get('user')).toBeUndefined());
  });

  it('lets nobody set what the platform says', () => {
    const store = openAsLibrary();
    runInInvocation(store, invocation('id-1'), () => {
      expect(() => store.set(REQUEST_ID, 'forged')).toThrow(TypeError);
    });
  });

  it('is empty outside of an invocation', () => {
    const store = openAsLibrary();
    expect([store.hasContext(), store.get('user'), currentInvocation(store)]).toEqual([false, undefined, undefined]);
    expect(() => store.set('user', 'Ada')).toThrow('outside of an invocation');
  });

  it('has all that the library’s own store has', () => {
    const store = openAsLibrary();
    for (const method of Object.getOwnPropertyNames(InvokeStoreBase.prototype)) {
      if (method !== 'constructor') expect(store).toHaveProperty(method, expect.any(Function));
    }
    for (const key of Object.values(InvokeStoreBase.PROTECTED_KEYS)) {
      expect(() => runInInvocation(store, invocation('id-1'), () => store.set(key, 'forged'))).toThrow(TypeError);
    }
  });

  it('tells that there is no invocation as the library does', () => {
    const store = openAsLibrary();
    expect([store.getRequestId(), store.getTracestate(), store.getBaggage()]).toEqual(['-', undefined, undefined]);
  });

  it('is one for the whole process', () => {
    expect(openInvokeStore(true)).toBe(openInvokeStore(true));
  });
});
