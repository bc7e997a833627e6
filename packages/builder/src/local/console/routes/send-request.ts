import { LocalOptionError } from '../../options/local-option-error.ts';
import type { SendRequest } from '../../project/send/send.ts';

/** How many messages can be sent at once. */
export const MAX_COUNT = 10_000;

/**
 * Reads what to send out of the body of a request. The content is in base64, because an object can be any bytes.
 *
 * @throws {LocalOptionError} a member has another type
 */
export function sendRequestOf(body: Readonly<Record<string, unknown>>): SendRequest {
  const text = (name: string): string | undefined => {
    const value = body[name];
    if (value === undefined || typeof value === 'string') return value;
    throw new LocalOptionError(`${name} is not a text`);
  };
  return {
    to: text('to'),
    content: Buffer.from(text('content') ?? '', 'base64'),
    count: countOf(body.count),
    key: text('key'),
    group: text('group'),
    attributes: attributesOf(body.attributes),
    subject: text('subject'),
    source: text('source'),
    detailType: text('detailType'),
    contentType: text('contentType'),
  };
}

function countOf(count: unknown): number | undefined {
  if (count === undefined) return undefined;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MAX_COUNT) return count;
  throw new LocalOptionError(`count is not a whole number from 1 to ${MAX_COUNT}`);
}

function attributesOf(attributes: unknown): Record<string, string> | undefined {
  if (attributes === undefined) return undefined;
  const isObject = typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes);
  if (!isObject || Object.values(attributes).some((value) => typeof value !== 'string')) {
    throw new LocalOptionError('attributes is not an object of texts');
  }
  // All of its values are texts.
  return attributes as Record<string, string>;
}
