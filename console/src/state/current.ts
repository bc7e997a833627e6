import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ConsoleStore } from './console-store.ts';

/** The store of the page, for all components below. */
export const StoreContext = createContext<ConsoleStore | undefined>(undefined);

export function useStore(): ConsoleStore {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error('there is no store around this component');
  return store;
}
