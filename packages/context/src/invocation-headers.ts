/**
 * The headers of the Runtime API's answer to `next`, as HTTP clients hand them out: a fetch `Headers`, or an object by
 * name. Names may be in any case; of a header that came more than once, the first counts.
 */
export type InvocationHeaders = FetchHeaders | HeadersByName;

/** What is used of a fetch `Headers`; to ask `instanceof Headers` would make Node load the whole of fetch. */
interface FetchHeaders {
  get(name: string): string | null;
}

type HeadersByName = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Gives a header's value by its name in lower case; an empty header counts as absent. */
export type HeaderReader = (lowerCaseName: string) => string | undefined;

/** Reads headers in whichever form they came. */
export function readerOf(headers: InvocationHeaders): HeaderReader {
  if (isFetchHeaders(headers)) return (name) => headers.get(name) || undefined;
  let lowerCased: HeadersByName | undefined;
  return (name) => {
    // Only a header that isn't there makes us look at the other names, and only once an invocation.
    if (headers[name] === undefined) lowerCased ??= lowerCaseNames(headers);
    const value = (lowerCased ?? headers)[name];
    return (typeof value === 'string' ? value : value?.[0]) || undefined;
  };
}

function isFetchHeaders(headers: InvocationHeaders): headers is FetchHeaders {
  return typeof headers.get === 'function';
}

function lowerCaseNames(headers: HeadersByName): HeadersByName {
  const isLowerCased = Object.keys(headers).every((name) => name === name.toLowerCase());
  if (isLowerCased) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
