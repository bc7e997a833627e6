import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestRuntimeApi } from '../../../../test/runtime-api.ts';

let api: TestRuntimeApi;
beforeEach(async () => {
  api = await TestRuntimeApi.open();
});
afterEach(() => api[Symbol.asyncDispose]());

describe('the Extensions API', () => {
  const register = (name: string, body = '{"events":[]}') =>
    api.extension('register', { method: 'POST', body, headers: { 'Lambda-Extension-Name': name } });
  const nextEvent = (headers: Record<string, string>, signal?: AbortSignal) =>
    api.extension('event/next', { headers, ...(signal && { signal }) });

  it('registers an extension, whose poll never gets an event', async () => {
    expect(api.extensions.areRegistered).toBe(false);
    const response = await register('shutdown');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ functionName: 'f', functionVersion: '$LATEST' });
    expect(api.extensions.areRegistered).toBe(true);

    const disconnect = new AbortController();
    const id = response.headers.get('lambda-extension-identifier') ?? '';
    const poll = nextEvent({ 'Lambda-Extension-Identifier': id }, disconnect.signal);
    api.enqueue();
    await api.next();
    disconnect.abort();
    await expect(poll).rejects.toThrow('aborted');
  });

  it.each([
    ['SHUTDOWN, which extensions of this kind never get', 'a', '{"events":["SHUTDOWN"]}', 'Extension.InvalidEventType'],
    ['a body that is not JSON', 'a', 'events', 'InvalidRequestFormat'],
    ['a missing name', '', '{"events":[]}', 'Extension.InvalidExtensionName'],
  ])('rejects %s', async (_what, name, body, type) => {
    expect(await readError(register(name, body))).toEqual([403, type]);
    expect(api.extensions.areRegistered).toBe(false);
  });

  it('rejects a second extension of the same name, and any extension after the initialization', async () => {
    await register('a');
    expect(await readError(register('a'))).toEqual([403, 'Extension.InvalidExtensionState']);
    api.enqueue();
    await api.next();
    expect(await readError(register('b'))).toEqual([403, 'Extension.RegistrationClosed']);
  });

  it('rejects an unknown extension', async () => {
    expect(await readError(nextEvent({}))).toEqual([403, 'Extension.MissingHeader']);
    const unknown = { 'Lambda-Extension-Identifier': 'some' };
    expect(await readError(nextEvent(unknown))).toEqual([403, 'Extension.UnknownExtensionIdentifier']);
  });
});
