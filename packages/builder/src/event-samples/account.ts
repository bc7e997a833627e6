import { createHash } from 'node:crypto';

/** Where the samples come from: the account of AWS's documentation. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** The ARN of a resource of the samples' account. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** An id that looks like any UUID, and is the same in each sample. */
export function uuid(kind: string, index: number): string {
  const hex = digest(kind, index);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Hexadecimal digits that are the same in each sample: 64 of them. */
export function digest(kind: string, index: number): string {
  return createHash('sha256').update(`${kind} ${index}`).digest('hex');
}

/** The MD5 sum that SQS tells of a body. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
