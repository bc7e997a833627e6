import { AwsApiError } from '../aws-api-error.ts';

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
