import type { AwsApiError } from '../aws-api-error.ts';
import type { SimpleShape } from '../model/service-model.ts';

type TimeFormat = Exclude<SimpleShape['kind'], 'string' | 'number' | 'boolean' | 'blob' | 'time'>;

/** What a date begins with, in HTTP and in ISO 8601. JavaScript takes much else for a date. */
const datePattern = /^(?:[a-z]{3,9},? (?:\d|[a-z])|\d{4}-\d\d-\d\d)/i;

/**
 * Reads a value from text: in a form, a header, or an element.
 *
 * @param invalid creates an error from what is wrong with the value
 * @throws {AwsApiError} the text is not such a value
 */
export function fromText({ kind }: SimpleShape, text: string, invalid: (problem: string) => AwsApiError): unknown {
  switch (kind) {
    case 'string':
      return text;
    case 'number': {
      // The numbers that clients send in text are integers.
      if (!/^\s*[+-]?\d{1,15}\s*$/.test(text)) throw invalid('is not an integer');
      return Number(text);
    }
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) throw invalid('is neither true nor false');
      return text.toLowerCase() === 'true';
    case 'blob':
      return Buffer.from(text, 'base64');
    default: {
      const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
      const time = new Date(seconds === undefined ? text : seconds * 1000);
      const isTime = seconds !== undefined || datePattern.test(text);
      if (!isTime || Number.isNaN(time.getTime())) throw invalid('is not a time');
      return time;
    }
  }
}

/** @param timeFormat the format of a time that does not specify one */
export function toText({ kind }: SimpleShape, value: unknown, timeFormat: TimeFormat): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (!(value instanceof Date)) return String(value);
  switch (kind === 'time' ? timeFormat : kind) {
    case 'http-date':
      return value.toUTCString();
    case 'epoch-seconds':
      return String(value.getTime() / 1000);
    default:
      return value.toISOString();
  }
}
