import http from 'node:http';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

const require = createRequire(import.meta.url);
const IMAGE = '../../packages/builder/templates/managed/image/snapshot';
const copyBuiltins = require(`${IMAGE}/process/copy-builtins.cjs`);
const { describeBuiltins } = require(`${IMAGE}/describe-builtins.mjs`);

/** A copy of node:http, what it has loaded the module for, and the module, which is an object of this test. */
function copyHttp() {
  const uses: string[] = [];
  const real = { ...http };
  const load = (_id: string, use: string) => {
    uses.push(use);
    return real;
  };
  const copyOf = copyBuiltins(describeBuiltins(), { load, isLoaded: () => false });
  return { copy: copyOf('http') as typeof http & Record<string, unknown>, uses, real, copyOf };
}

describe('the copy of a built-in module', () => {
  it('has the exports of the module, and loads it only when one is used', () => {
    const { copy, uses, copyOf } = copyHttp();
    expect(Object.keys(copy).toSorted()).toEqual(Object.keys(http).toSorted());
    expect(['request' in copy, 'other' in copy, copy.METHODS]).toEqual([true, false, http.METHODS]);
    const { request } = copy;
    expect([request.name, request.length]).toEqual([http.request.name, http.request.length]);
    expect(copy.request).toBe(request);
    expect(copyOf('http')).toBe(copy);
    expect(copyOf('fs')).toBeUndefined();
    expect(uses).toEqual([]);
    expect(copy.validateHeaderName('a')).toBeUndefined();
    expect(uses).toEqual(['validateHeaderName']);
    expect(copy.request).toBe(http.request);
  });

  it('passes on what is assigned to an export', () => {
    const { copy, real } = copyHttp();
    const patched = () => {};
    Object.assign(copy, { request: patched, other: 1 });
    expect([copy.request, real.request, copy.other]).toEqual([patched, patched, 1]);
    expect('other' in real).toBe(false);
  });

  it('can be patched with other descriptors, and lose an export', () => {
    const { copy, real } = copyHttp();
    const patched = () => {};
    Object.defineProperty(copy, 'request', { value: patched, configurable: true });
    Object.defineProperty(copy, 'get', { enumerable: false });
    Reflect.deleteProperty(copy, 'Agent');
    expect([copy.request, copy.get.name, real.request]).toEqual([patched, 'get', http.request]);
    expect(Object.getOwnPropertyDescriptor(copy, 'request')?.value).toBe(patched);
    expect(Object.keys(copy)).toEqual(expect.not.arrayContaining(['get', 'Agent']));
    expect(['get' in copy, 'Agent' in copy]).toEqual([true, false]);
  });
});
