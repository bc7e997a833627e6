import { effect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { useStore } from './current.ts';

/** What keeps something up to date. */
interface KeptLoaded<Value> {
  readonly load: (signal: AbortSignal) => Promise<Value>;
  readonly loaded: (value: Value) => void;
  /** Changes when what was loaded may have changed. */
  readonly version: ReadonlySignal<number>;
}

/**
 * Loads something, and again whenever it may have changed, until the signal aborts. There is one request at a time, and a
 * pause as long as the request: a search through a large history takes half of the emulator's time at most.
 */
export async function keepLoaded<Value>(
  { load, loaded, version }: KeptLoaded<Value>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const seen = version.peek();
    const startedAt = performance.now();
    try {
      const value = await load(signal);
      if (!signal.aborted) loaded(value);
    } catch {
      // The event stream shows that the emulator is gone.
    }
    await orAborted((resolve) => {
      const timer = setTimeout(resolve, performance.now() - startedAt);
      return () => clearTimeout(timer);
    }, signal);
    await orAborted((resolve) => effect(() => void (version.value !== seen && resolve())), signal);
  }
}

/** Waits until `start` resolves, or the signal aborts. What `start` returns is called in the end. */
async function orAborted(start: (resolve: () => void) => () => void, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  const stop = start(resolve);
  await promise;
  stop();
}

/**
 * What is loaded from the emulator, up to date. Undefined until it is there.
 *
 * @param key of what is loaded: another key is for something else
 */
export function useLoaded<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Value | undefined {
  const found = useLastLoaded(key, async (signal) => ({ key, value: await load(signal) }));
  return found?.key === key ? found.value : undefined;
}

/** As {@link useLoaded}, but what another key had stays until the new one is there, so that nothing jumps. */
export function useLastLoaded<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Value | undefined {
  const { version } = useStore();
  const [found, setFound] = useState<Value>();
  useEffect(() => {
    const stop = new AbortController();
    void keepLoaded({ load, loaded: (value) => setFound(() => value), version }, stop.signal);
    return () => stop.abort();
  }, [key, version]);
  return found;
}
