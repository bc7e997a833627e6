import { invalidArgument } from './s3-errors.ts';

const MAX_INTEGER = 2_147_483_647;

/**
 * How many items a page has: at most 1,000, whatever the client asks for.
 *
 * @param name of the parameter, as S3 calls it in errors
 * @throws {AwsApiError} it is negative, or not an integer
 */
export function pageSize(value: number | undefined, name: string, { min = 0, max = 1000 } = {}): number {
  if (value === undefined) return max;
  return Math.min(checkInteger(value, name, min), max);
}

/** @throws {AwsApiError} it is too small, or not an integer */
export function checkInteger(value: number, name: string, min = 0): number {
  if (Number.isInteger(value) && value >= min && value <= MAX_INTEGER) return value;
  throw invalidArgument(`Argument ${name} must be an integer between ${min} and ${MAX_INTEGER}`, name, String(value));
}

/** A token for the page after this name. */
export function encodeToken(name: string): string {
  return Buffer.from(name).toString('base64url');
}

/** @throws {AwsApiError} it is not a token */
export function decodeToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString();
  if (token === '' || encodeToken(name) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return name;
}
