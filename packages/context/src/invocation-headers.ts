// @compile-at-start
/**
 * The headers of the Runtime API's response to `next`, in the form of an HTTP client: a fetch `Headers`, or an object.
 * Names may be in any case. If a header is repeated, its first value counts.
 */
export type InvocationHeaders = FetchHeaders | HeadersByName;

/** The part of a fetch `Headers` that is used. A check by `instanceof Headers` would make Node.js load all of fetch. */
interface FetchHeaders {
  get(name: string): string | null;
}

type HeadersByName = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Returns the value of a header; undefined if it is absent or empty. */
export type HeaderReader = (lowerCaseName: string) => string | undefined;

/** A reader for headers in any form. */
export function readerOf(headers: InvocationHeaders): HeaderReader {
  if (isFetchHeaders(headers)) return (name) => headers.get(name) || undefined;
  let lowerCased: HeadersByName | undefined;
  return (name) => {
    // Converts the names to lower case only if a header is not found, and only once per invocation.
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
