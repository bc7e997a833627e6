// @compile-at-start
/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object with members: neither an array nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON. Returns undefined, which is not a JSON value, if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // V8's message quotes the text, which must not reach the log.
    return undefined;
  }
}

/**
 * Parses a JSON object or array. Returns undefined for any other text, mostly without parsing it. The white space in
 * front may be that of RFC 8259: space, tab, CR and LF. A byte order mark does not count as white space.
 */
export function parseObjectOrArray(text: string): unknown {
  // V8 compiles a regular expression when it is first used, so a text that begins with a bracket needs none.
  const isObjectOrArray = text.startsWith('{') || text.startsWith('[') || /^[ \t\r\n]+[{[]/.test(text);
  return isObjectOrArray ? parseJson(text) : undefined;
}
