import { decodeText, decodeUtf8, InvalidPayloadError, type PayloadFormat } from './payload.ts';

/** How a payload that may be binary is read: `bytes` leaves it as it came, a `Uint8Array`. */
export type DataFormat = PayloadFormat | 'bytes';

/**
 * Decodes a payload in base64. Without a format, data that is not UTF-8 is bytes.
 *
 * @throws {InvalidPayloadError} there is no data, or it is not in the format
 */
export function decodeData(base64: unknown, format: DataFormat | undefined): unknown {
  if (typeof base64 !== 'string') throw new InvalidPayloadError('the record has no data');
  const bytes = Buffer.from(base64, 'base64');
  if (format === 'bytes') return bytes;
  const text = decodeUtf8(bytes);
  if (text !== undefined) return decodeText(text, format);
  if (format === undefined) return bytes;
  throw new InvalidPayloadError(`the data is not UTF-8, but static payloadFormat is '${format}'`);
}
