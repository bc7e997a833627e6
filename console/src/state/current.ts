import { takeToken } from '../api/token.ts';
import type { ConsoleState } from '../api/types.ts';
import { ConsoleStore } from './console-store.ts';
import { useValue } from './observable.ts';

const token = takeToken();

/** Without a token, the emulator does not respond. */
export const hasToken = token !== undefined;

/** What the page knows. */
export const store = new ConsoleStore(token ?? '');

export const { client } = store;

/** What the emulator is doing; nothing before its first response. */
export function useEmulator(): Partial<ConsoleState> {
  return useValue(store.state) ?? {};
}
