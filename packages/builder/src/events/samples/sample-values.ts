import { createHash } from 'node:crypto';

/** The account that AWS uses in its documentation. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** The ARN of a resource in the samples' account and region. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** A UUID that is the same in every run, so that samples are reproducible. */
export function uuid(kind: string, index: number): string {
  const hex = digest(kind, index);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** 64 hexadecimal digits that are the same in every run. */
export function digest(kind: string, index: number): string {
  return createHash('sha256').update(`${kind} ${index}`).digest('hex');
}

/** The MD5 digest that SQS reports for a message body. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
