import { useEffect, useState } from 'preact/hooks';
import { store } from './current.ts';
import { keepLoaded } from './keep-loaded.ts';

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
  const [found, setFound] = useState<Value>();
  useEffect(() => {
    const stop = new AbortController();
    void keepLoaded({ load, loaded: (value) => setFound(() => value), version: store.version }, stop.signal);
    return () => stop.abort();
  }, [key]);
  return found;
}
