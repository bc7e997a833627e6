import { malformedRequest } from '../aws-api-error.ts';
import type { SimpleShape } from '../model/service-model.ts';

type TimeFormat = Exclude<SimpleShape['kind'], 'string' | 'number' | 'boolean' | 'blob' | 'time'>;

/**
 * Reads a value from text: in a form, a header, or an element.
 *
 * @throws {AwsApiError} the text is not such a value
 */
export function fromText({ kind }: SimpleShape, text: string, name: string): unknown {
  switch (kind) {
    case 'string':
      return text;
    case 'number': {
      const number = Number(text);
      if (text.trim() === '' || !Number.isFinite(number)) throw malformedRequest(`${name} is not a number: "${text}"`);
      return number;
    }
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) throw malformedRequest(`${name} is neither true nor false: "${text}"`);
      return text.toLowerCase() === 'true';
    case 'blob':
      return Buffer.from(text, 'base64');
    default: {
      const time = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
      if (Number.isNaN(time.getTime())) throw malformedRequest(`${name} is not a time: "${text}"`);
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
