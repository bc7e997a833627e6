import { ExpectedError } from '../terminal/expected-error.ts';
import { withoutCredentials } from '../terminal/report-error.ts';

/** An error response from an AWS service, as every client of the SDK throws it. */
export interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers: Readonly<Record<string, string>> };
}

/** Whether the error is a service's response, as opposed to a network failure or a bug of ours. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && '$metadata' in error && '$fault' in error;
}

/** The errors of calls that were retried without success, and for how many milliseconds. */
const retried = new WeakMap<object, number>();

/** Records for how many milliseconds the call that failed with this error was retried. */
export function markAsRetried(error: object, milliseconds: number): void {
  retried.set(error, milliseconds);
}

/** For how many milliseconds the call that failed with this error was retried; undefined if it was not. */
export function retriedFor(error: object): number | undefined {
  return retried.get(error);
}

/** Whether AWS rejected the request because the caller lacks a permission. */
export function isDenied(error: unknown): error is ServiceError {
  return isServiceError(error) && error.name.startsWith('AccessDenied');
}

/** The same, including responses without a body, which give no reason. */
export function isForbidden(error: unknown): error is ServiceError {
  return isDenied(error) || (isServiceError(error) && error.$metadata.httpStatusCode === 403);
}

/**
 * Whether there was a response that the SDK could not parse. Proxies send such responses, and so do emulators of AWS
 * that format a timestamp differently from the service.
 */
export function isUnreadableResponse(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error && !('$fault' in error);
}

/** AWS could not be reached, or rejected a request. */
export class AwsError extends ExpectedError {
  override get name(): string {
    return 'AwsError';
  }
}

/** What to do about errors of the credentials, by the error's name. */
const credentialsAdvice: ReadonlyMap<string, string> = new Map([
  [
    'CredentialsProviderError',
    'there are no AWS credentials: set AWS_PROFILE, use --profile, or log in with `aws sso login`',
  ],
  ['TokenProviderError', 'the AWS login has expired: log in again with `aws sso login`'],
  ['ExpiredToken', 'the AWS credentials have expired: log in again'],
  ['ExpiredTokenException', 'the AWS credentials have expired: log in again'],
  ['InvalidClientTokenId', 'AWS does not know these credentials: check AWS_PROFILE and AWS_ACCESS_KEY_ID'],
  ['UnrecognizedClientException', 'AWS does not know these credentials: check AWS_PROFILE and AWS_ACCESS_KEY_ID'],
]);

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

/**
 * Turns an error of an SDK call into one for the user: it has AWS's reason, the request id for a support case, and
 * advice if there is any. Other errors are returned unchanged.
 *
 * @param action what the call was for, such as `create queue jobs`
 */
export function explainAwsError(error: unknown, action: string): unknown {
  if (!(error instanceof Error) || error instanceof ExpectedError) return error;
  const reason = explain(error);
  return reason === undefined
    ? error
    : new AwsError(withoutCredentials(`could not ${action}: ${reason}`), { cause: error });
}

function explain(error: Error): string | undefined {
  const advice = credentialsAdvice.get(error.name);
  if (advice !== undefined) return `${advice} (${error.message})`;
  if (isServiceError(error)) return explainServiceError(error);
  if (isUnreadableResponse(error)) {
    const [cause] = error.message.split('\n');
    return `the response cannot be parsed (${cause}): check for a proxy, and whether AWS_ENDPOINT_URL is set`;
  }
  const code = 'code' in error ? String(error.code) : '';
  if (!networkCodes.has(code)) return undefined;
  return `AWS cannot be reached (${error.message || code}): check the region and the network`;
}

const CHECK_PERMISSIONS = '`alr-builder check` lists the permissions needed';

function explainServiceError(error: ServiceError): string {
  const { httpStatusCode: status, requestId } = error.$metadata;
  if (status === 301) {
    const region = error.$response?.headers['x-amz-bucket-region'] ?? 'AWS does not say which';
    return `the bucket is in another region (${region}): it must be in the region of the function`;
  }
  // The SDK uses this message for responses without a body.
  if (error.message === 'UnknownError') {
    const causes =
      status === 403 ? `: it belongs to another account, or a permission is missing; ${CHECK_PERMISSIONS}` : '';
    return `AWS returned status ${status} without a reason${causes}`;
  }
  const hint = isDenied(error) ? `; ${CHECK_PERMISSIONS}` : '';
  const waited = retriedFor(error);
  const retries = waited === undefined ? '' : `; retried for ${Math.round(waited / 1_000)} s`;
  return `${error.name}: ${error.message}${requestId === undefined ? '' : ` (request ${requestId})`}${retries}${hint}`;
}
