import { computed, signal } from '@preact/signals';

/** What the address says is shown. */
export type View = 'sources' | 'timeline' | 'invoke';

const views: readonly View[] = ['sources', 'timeline', 'invoke'];
const search = signal(location.search);
addEventListener('popstate', () => {
  search.value = location.search;
});

const parameters = computed(() => new URLSearchParams(search.value));

export const view = computed<View>(() => views.find((each) => each === parameters.value.get('view')) ?? 'timeline');

/** A parameter of the address, as a signal that can be read. */
export function parameter(name: string): string {
  return parameters.value.get(name) ?? '';
}

/** The address after some changes. Parameters with an empty value are removed. */
export function addressOf(changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(search.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const query = next.toString();
  return `${location.pathname}${query && `?${query}`}`;
}

/** Changes the address. Parameters with an empty value are removed. `replace` leaves no step for the Back button. */
export function go(changes: Readonly<Record<string, string>>, { replace = false } = {}): void {
  const address = addressOf(changes);
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  search.value = location.search;
}
