import type { Observable } from './observable.ts';

/** What keeps something up to date. */
interface KeptLoaded<Value> {
  readonly load: (signal: AbortSignal) => Promise<Value>;
  readonly loaded: (value: Value) => void;
  /** Changes when what was loaded may have changed. */
  readonly version: Observable<number>;
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
    const seen = version.value;
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
    await orAborted((resolve) => {
      if (version.value !== seen) resolve();
      return version.subscribe(resolve);
    }, signal);
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
