import type { GatewayRequest } from './gateway.ts';

/** Names and all their values, in the order of their first occurrence. */
export type ValueLists = ReadonlyMap<string, readonly string[]>;

/**
 * The headers that the function gets: those of the client, and those that a gateway adds. A name that occurs in several
 * spellings counts as one.
 *
 * @param spell how the gateway spells a name
 */
export function headerLists(request: GatewayRequest, spell: (name: string) => string): ValueLists {
  const lists = new Map<string, { readonly name: string; readonly values: string[] }>();
  const add = (name: string, value: string) => {
    const list = lists.get(name.toLowerCase());
    if (list === undefined) lists.set(name.toLowerCase(), { name: spell(name), values: [value] });
    else list.values.push(value);
  };
  const replaced = new Set(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id']);
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    if (!replaced.has(name.toLowerCase())) add(name, value);
  }
  const forwarded = request.headers['x-forwarded-for'];
  add('X-Forwarded-For', [forwarded ?? [], request.sourceIp].flat().join(', '));
  add('X-Forwarded-Port', String(request.port));
  add('X-Forwarded-Proto', 'http');
  add('X-Amzn-Trace-Id', request.traceHeader);
  return new Map([...lists.values()].map(({ name, values }) => [name, values]));
}

/** Path and query of a request, as received. */
export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** The parameters of a query, decoded. */
export function decodedParameters(query: string): ValueLists {
  return groupValues([...new URLSearchParams(query)]);
}

/** The parameters of a query, as received. */
export function rawParameters(query: string): ValueLists {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return groupValues(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')] as const;
    }),
  );
}

function groupValues(pairs: readonly (readonly [string, string])[]): ValueLists {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) lists.set(name, [...(lists.get(name) ?? []), value]);
  return lists;
}

/** One value per name: the last one. */
export function lastValues(lists: ValueLists): Record<string, string> {
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.at(-1) ?? '']));
}

/** One value per name: all of them, separated by commas. */
export function joinedValues(lists: ValueLists): Record<string, string> {
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.join(',')]));
}

/** All values per name. */
export function allValues(lists: ValueLists): Record<string, readonly string[]> {
  return Object.fromEntries(lists);
}
