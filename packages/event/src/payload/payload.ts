// @compile-at-start
import { parseJson, parseObjectOrArray } from './json.ts';

/** How the text of a payload is read: `json` requires JSON, `text` leaves it as it came. */
export type PayloadFormat = 'json' | 'text';

/** The static settings that choose a payload format. */
export interface FormatSettings<Format = PayloadFormat> {
  readonly payloadFormat?: Format;
  /** The name that `payloadFormat` had in 1.0. Honoured until 2.0. */
  readonly body?: Format;
}

/** A payload is missing, or is not in the format that the handler class expects. The payload is not in the error. */
export class InvalidPayloadError extends Error {
  override get name(): string {
    return 'InvalidPayloadError';
  }
}

/** The payload format that a handler class sets; undefined to decide by the text. */
export function formatOf<Format>({ payloadFormat, body }: FormatSettings<Format>): Format | undefined {
  return payloadFormat ?? body;
}

/**
 * Decodes the text of a payload. Without a format, only JSON objects and arrays are taken as JSON:
 * `12345678901234567890`, `1e5` and `true` stay text.
 *
 * @throws {InvalidPayloadError} the format is `json` and the text is not JSON
 */
export function decodeText(text: string, format: PayloadFormat | undefined): unknown {
  return format === undefined ? (parseObjectOrArray(text) ?? text) : decodeAs(format, text);
}

// @compile-later
function decodeAs(format: PayloadFormat, text: string): unknown {
  switch (format) {
    case 'text':
      return text;
    case 'json': {
      const value = parseJson(text);
      if (value === undefined) {
        throw new InvalidPayloadError("the payload is not JSON, but static payloadFormat is 'json'");
      }
      return value;
    }
    default:
      throw new RangeError(`static payloadFormat is ${JSON.stringify(format satisfies never)}: use 'json' or 'text'`);
  }
}

/** Decodes UTF-8. Returns undefined unless encoding the text again yields the same bytes. */
// @compile-later
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
