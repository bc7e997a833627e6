import { describe, expect, it, onTestFinished } from 'vitest';
import { keepLoaded } from './keep-loaded.ts';
import { Observable } from './observable.ts';

/** Something that can be loaded, whose requests end when the test says so. */
function start() {
  const stop = new AbortController();
  const version = new Observable(1);
  const requests: { resolve(value: string): void; reject(error: Error): void }[] = [];
  const values: string[] = [];
  const load = (aborts: AbortSignal) => {
    const request = Promise.withResolvers<string>();
    aborts.addEventListener('abort', () => request.reject(aborts.reason));
    requests.push(request);
    return request.promise;
  };
  const end = keepLoaded({ load, loaded: (value) => values.push(value), version }, stop.signal);
  onTestFinished(() => {
    stop.abort();
    return end;
  });
  return { stop, version, requests, values, end };
}

describe('what is kept loaded', () => {
  it('is loaded once more for all that has changed meanwhile', async () => {
    const { version, requests, values } = start();
    version.value++;
    version.value++;
    expect(requests).toHaveLength(1);
    requests[0]?.resolve('a');
    await expect.poll(() => requests.length).toBe(2);
    requests[1]?.resolve('b');
    await expect.poll(() => values).toEqual(['a', 'b']);
    version.value++;
    await expect.poll(() => requests.length).toBe(3);
  });

  it('stays if it cannot be loaded, until something changes', async () => {
    const { version, requests, values } = start();
    requests[0]?.reject(new Error('the emulator cannot be reached'));
    version.value++;
    await expect.poll(() => requests.length).toBe(2);
    expect(values).toEqual([]);
  });

  it('is nothing once nobody wants it any more', async () => {
    const { stop, version, requests, values, end } = start();
    stop.abort();
    requests[0]?.resolve('late');
    await end;
    version.value++;
    expect([values, requests.length]).toEqual([[], 1]);
  });
});
