import { ExpectedError } from '../terminal/expected-error.ts';

/** An error that AWS has answered with, as all of the SDK's clients throw it. */
export interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers: Readonly<Record<string, string>> };
}

/** Whether AWS itself has refused, as opposed to a fault of the network or of ours. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && '$metadata' in error && '$fault' in error;
}

/** Whether AWS says that a permission is missing. */
export function isDenied(error: unknown): boolean {
  return isServiceError(error) && error.name.startsWith('AccessDenied');
}

/**
 * Whether AWS has answered in a way that the SDK can't read. Emulators of AWS do, by writing a time in another form than
 * the service.
 */
export function isUnreadableResponse(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error && !('$fault' in error);
}

/** AWS couldn't be reached or has refused what was asked. */
export class AwsError extends ExpectedError {
  override get name(): string {
    return 'AwsError';
  }
}

/** What the names of the errors mean that no answer of a service stands behind. */
const faults: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'there are no AWS credentials: set AWS_PROFILE, give --profile, or run `aws sso login`',
  TokenProviderError: 'the AWS login has expired: run `aws sso login`',
  ExpiredToken: 'the AWS credentials have expired: log in again',
  ExpiredTokenException: 'the AWS credentials have expired: log in again',
  InvalidClientTokenId: 'AWS does not know these credentials: check AWS_PROFILE and AWS_ACCESS_KEY_ID',
  UnrecognizedClientException: 'AWS does not know these credentials: check AWS_PROFILE and AWS_ACCESS_KEY_ID',
};

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

/**
 * Makes what an SDK call has thrown fit to be read: AWS's reason, its request id for a support case, and what to do
 * where that is known. What doesn't come from AWS comes back as it is.
 *
 * @param doing What was being done, such as `create queue jobs`.
 */
export function explainAwsError(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof ExpectedError) return error;
  const advice = faults[error.name];
  if (advice !== undefined) return new AwsError(`could not ${doing}: ${advice} (${error.message})`, { cause: error });
  if (isServiceError(error)) return new AwsError(`could not ${doing}: ${reasonOf(error)}`, { cause: error });
  if (isUnreadableResponse(error)) {
    const [why] = error.message.split('\n');
    const reason = `the answer can't be read (${why}); is there a proxy between, or AWS_ENDPOINT_URL set?`;
    return new AwsError(`could not ${doing}: ${reason}`, { cause: error });
  }
  const code = 'code' in error ? String(error.code) : '';
  if (!networkCodes.has(code)) return error;
  return new AwsError(`could not ${doing}: AWS can't be reached (${error.message || code}); check region and network`, {
    cause: error,
  });
}

const CHECK_PERMISSIONS = '`alr-builder check` lists the permissions needed';

function reasonOf(error: ServiceError): string {
  const { httpStatusCode: status, requestId: id } = error.$metadata;
  if (status === 301) {
    const region = error.$response?.headers['x-amz-bucket-region'] ?? 'AWS does not say which';
    return `it is in another region (${region}), and has to be in that of the function`;
  }
  // The SDK's words for an answer without a body.
  if (error.message === 'UnknownError') {
    const meaning = status === 403 ? `: it is somebody else's, or a permission is missing; ${CHECK_PERMISSIONS}` : '';
    return `AWS answers ${status} and no reason${meaning}`;
  }
  const denied = isDenied(error) ? `; ${CHECK_PERMISSIONS}` : '';
  return `${error.name}: ${error.message}${id === undefined ? '' : ` (request ${id})`}${denied}`;
}
