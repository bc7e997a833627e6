import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, TestRuntimeApi } from '../../../test/runtime-api.ts';

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

  it('registers an extension of the process, and parks it', async () => {
    expect(api.extensions.areRegistered).toBe(false);
    const answer = await register('shutdown');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ functionName: 'f', functionVersion: '$LATEST' });
    expect(api.extensions.areRegistered).toBe(true);

    const leaving = new AbortController();
    const id = answer.headers.get('lambda-extension-identifier') ?? '';
    const parked = nextEvent({ 'Lambda-Extension-Identifier': id }, leaving.signal);
    api.enqueue();
    await api.next();
    leaving.abort();
    await expect(parked).rejects.toThrow('aborted');
  });

  it.each([
    ['SHUTDOWN, which such an extension is never sent', 'a', '{"events":["SHUTDOWN"]}', 'Extension.InvalidEventType'],
    ['a body that is no JSON', 'a', 'events', 'InvalidRequestFormat'],
    ['no name', '', '{"events":[]}', 'Extension.InvalidExtensionName'],
  ])('refuses %s', async (_what, name, body, type) => {
    expect(await refusal(register(name, body))).toEqual([403, type]);
    expect(api.extensions.areRegistered).toBe(false);
  });

  it('refuses a second one of the same name, and any after the initialisation', async () => {
    await register('a');
    expect(await refusal(register('a'))).toEqual([403, 'Extension.InvalidExtensionState']);
    api.enqueue();
    await api.next();
    expect(await refusal(register('b'))).toEqual([403, 'Extension.RegistrationClosed']);
  });

  it('refuses an extension that it does not know', async () => {
    expect(await refusal(nextEvent({}))).toEqual([403, 'Extension.MissingHeader']);
    const unknown = { 'Lambda-Extension-Identifier': 'some' };
    expect(await refusal(nextEvent(unknown))).toEqual([403, 'Extension.UnknownExtensionIdentifier']);
  });
});
