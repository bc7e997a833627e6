/** How the text of a message is read: as JSON, which it must then be, or left as it is. */
export type BodyKind = 'json' | 'text';

/** A message whose text isn't what the handler class says it is. The text itself is not in the error. */
export class InvalidPayloadError extends Error {
  override get name(): string {
    return 'InvalidPayloadError';
  }
}

/**
 * Reads the text of a message. Where the class says nothing, only text that begins with `{` or `[` is taken as JSON,
 * and left as text where it doesn't parse: `12345678901234567890`, `1e5` and `true` are texts.
 *
 * @throws InvalidPayloadError where the kind is `json` and the text isn't.
 */
export function decodeText(text: string, kind: BodyKind | undefined): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'json': {
      const value = parseJson(text);
      if (value === undefined) throw new InvalidPayloadError('The message is not JSON, as static body says it is');
      return value;
    }
    case undefined:
      return /^[{[]/.test(text) ? (parseJson(text) ?? text) : text;
    default:
      throw new RangeError(`static body is ${JSON.stringify(kind satisfies never)}: it may be 'json' or 'text'`);
  }
}

/** The value of a JSON text; undefined, which no JSON text has, where it isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // V8's message quotes the text, which is not to reach the log.
    return undefined;
  }
}

/** The text that bytes are in UTF-8, from which the same bytes are made again; undefined where they aren't UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
