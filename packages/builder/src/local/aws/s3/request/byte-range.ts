import { AwsApiError } from '../../aws-api-error.ts';
import { invalidArgument } from './s3-errors.ts';

/** A part of an object. The end is not included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a header `Range`. As on S3, there can be one range, and any other value is ignored.
 *
 * @throws {AwsApiError} the object has no such bytes
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start < size && end > start) return { start, end };
  throw new AwsApiError('InvalidRange', 'The requested range is not satisfiable', {
    status: 416,
    headers: { 'content-range': `bytes */${size}` },
    details: { RangeRequested: header ?? '', ActualObjectSize: String(size) },
  });
}

/**
 * Reads the range of a part that is copied. Unlike that of a read, it has both ends, and is within the object.
 *
 * @throws {AwsApiError} it is not such a range
 */
export function copyRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [start, end] = [Number(first), Number(last) + 1];
  const name = 'x-amz-copy-source-range';
  if (first === undefined || end <= start) {
    const form = 'bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';
    throw invalidArgument(`The x-amz-copy-source-range value must be of the form ${form}`, name, header);
  }
  if (end > size)
    throw invalidArgument(`Range specified is not valid for source object of size: ${size}`, name, header);
  return { start, end };
}
