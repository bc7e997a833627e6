import { useMemo } from 'preact/hooks';
import type { InvocationFilter } from './invocation-list.ts';
import { Observable, useValue } from './observable.ts';

/** What the address says is shown. */
export type View = 'sources' | 'timeline' | 'invoke';

const views: readonly View[] = ['sources', 'timeline', 'invoke'];
const search = new Observable(location.search);
addEventListener('popstate', () => {
  search.value = location.search;
});

/** A parameter of the address as it is now. */
export function parameter(name: string): string {
  return new URLSearchParams(search.value).get(name) ?? '';
}

/** A parameter of the address; renders the component again when it changes. */
export function useParameter(name: string): string {
  useValue(search);
  return parameter(name);
}

/** What limits the list of invocations. */
export function useFilter(): InvocationFilter {
  const text = useParameter('text');
  const status = useParameter('status');
  const source = useParameter('source');
  const fn = useParameter('function');
  return useMemo(() => ({ text, status, source, function: fn }), [text, status, source, fn]);
}

export function useView(): View {
  const wanted = useParameter('view');
  return views.find((each) => each === wanted) ?? 'timeline';
}

/** The address after some changes. Parameters with an empty value are removed. */
export function useAddress(changes: Readonly<Record<string, string>>): string {
  useValue(search);
  return addressOf(changes);
}

function addressOf(changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(search.value);
  // What is compared with another one is not compared with the next.
  if ('id' in changes) next.delete('with');
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const query = next.toString();
  return `${location.pathname}${query && `?${query}`}`;
}

/** Changes the address so that a part is no longer shown, and gives the focus to what has opened it. */
export function close(changes: Readonly<Record<string, string>>, opener: string): void {
  const element = document.querySelector<HTMLElement>(opener);
  go(changes);
  // On a narrow screen, it is shown again only then.
  setTimeout(() => element?.focus());
}

/** Changes the address, as {@link useAddress}. `replace` leaves no step for the Back button. */
export function go(changes: Readonly<Record<string, string>>, { replace = false } = {}): void {
  const address = addressOf(changes);
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  search.value = location.search;
}
