const KEY = 'alr-token';

/**
 * Takes the token from the fragment of the address, where no server and no log sees it, and removes it from there. A
 * reload finds it in the storage of this tab.
 */
export function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return sessionStorage.getItem(KEY) ?? undefined;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return token;
}
