import { InvokeStoreBase } from '@aws/lambda-invoke-store';
import { describe, expect, it } from 'vitest';
import { receivedInvocation } from '../../test/invocations.ts';
import { currentInvocation, runInInvocation } from './current-invocation.ts';
import { type InvokeStore, openInvokeStore } from './invoke-store.ts';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const { REQUEST_ID, TRACEPARENT } = InvokeStoreBase.PROTECTED_KEYS;

/** The store with the interface of AWS's library. */
function openAsLibrary(): InvokeStore & InvokeStoreBase {
  return openInvokeStore(true) as InvokeStore & InvokeStoreBase;
}

describe('the invoke store', () => {
  it('gives AWS’s libraries the data of the invocation', () => {
    const store = openAsLibrary();
    const headers = { 'lambda-runtime-trace-id': TRACE, 'lambda-runtime-aws-tenant-id': 'acme' };
    runInInvocation(store, receivedInvocation('id-1', headers), () => {
      expect(store.getRequestId()).toBe('id-1');
      expect(store.getXRayTraceId()).toBe(TRACE);
      expect(store.getTenantId()).toBe('acme');
      expect(store.get(TRACEPARENT)).toBe('00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01');
      expect(store.hasContext()).toBe(true);
    });
  });

  it('returns undefined for values that the invocation does not have', () => {
    const store = openAsLibrary();
    const headers = { 'lambda-runtime-trace-id': '', 'lambda-runtime-aws-tenant-id': '' };
    runInInvocation(store, receivedInvocation('id-1', headers), () => {
      expect([store.getXRayTraceId(), store.getTenantId(), store.get(TRACEPARENT)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });
  });

  it('follows each invocation through its asynchronous calls', async () => {
    const store = openAsLibrary();
    const readLater = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return [store.getRequestId(), currentInvocation(store)?.requestId];
    };
    const ids = ['id-1', 'id-2'].map((id) => runInInvocation(store, receivedInvocation(id), readLater));
    expect(await Promise.all(ids)).toEqual([
      ['id-1', 'id-1'],
      ['id-2', 'id-2'],
    ]);
  });

  it('keeps a value only for the invocation that it was set in', () => {
    const store = openAsLibrary();
    runInInvocation(store, receivedInvocation('id-1'), () => {
      store.set('user', 'Ada');
      expect(store.get('user')).toBe('Ada');
    });
    runInInvocation(store, receivedInvocation('id-2'), () => expect(store.get('user')).toBeUndefined());
  });

  it('rejects setting a value that comes from the platform', () => {
    const store = openAsLibrary();
    runInInvocation(store, receivedInvocation('id-1'), () => {
      expect(() => store.set(REQUEST_ID, 'forged')).toThrow(TypeError);
    });
  });

  it('is empty outside of an invocation', () => {
    const store = openAsLibrary();
    expect([store.hasContext(), store.get('user'), currentInvocation(store)]).toEqual([false, undefined, undefined]);
    expect(() => store.set('user', 'Ada')).toThrow('outside of an invocation');
  });

  it('has every method and protected key of the library’s own store', () => {
    const store = openAsLibrary();
    for (const method of Object.getOwnPropertyNames(InvokeStoreBase.prototype)) {
      if (method !== 'constructor') expect(store).toHaveProperty(method, expect.any(Function));
    }
    for (const key of Object.values(InvokeStoreBase.PROTECTED_KEYS)) {
      expect(() => runInInvocation(store, receivedInvocation(), () => store.set(key, 'forged'))).toThrow(TypeError);
    }
  });

  it('returns the same values as the library outside of an invocation', () => {
    const store = openAsLibrary();
    expect([store.getRequestId(), store.getTracestate(), store.getBaggage()]).toEqual(['-', undefined, undefined]);
  });

  it('is one for the whole process', () => {
    expect(openInvokeStore(true)).toBe(openInvokeStore(true));
  });
});
