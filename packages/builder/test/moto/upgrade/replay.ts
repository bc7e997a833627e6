import { createHash } from 'node:crypto';
import type { Aws } from '../../../src/aws/connection.ts';

/**
 * A call that changed the account, as it was recorded. It contains `ACCOUNT` instead of the account's id, `IMAGE`
 * instead of the address of the image, and `DIGEST(ARN)` instead of a digest of an ARN of the account.
 */
export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly target?: string;
  readonly body: string;
}

/** Makes the calls of a deployment again, in another account and with another image. */
export async function replay(aws: Aws, calls: readonly RecordedCall[], image: string): Promise<void> {
  const complete = (text: string) =>
    text
      .replaceAll('ACCOUNT', aws.account)
      .replaceAll('IMAGE', image)
      .replace(/DIGEST\((.*?)\)/g, (_, arn: string) => createHash('sha256').update(arn).digest('hex').slice(0, 8));
  for (const { service, operation, method, path, target, body } of calls) {
    const response = await fetch(`${process.env.AWS_ENDPOINT_URL}${complete(path)}`, {
      method,
      headers: {
        'content-type': contentTypeOf(service),
        ...(target === undefined ? {} : { 'x-amz-target': target }),
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${aws.region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
      },
      ...(body === '' ? {} : { body: complete(body) }),
    });
    if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  }
}

function contentTypeOf(service: string): string {
  if (service === 's3') return 'application/xml';
  if (service === 'sqs') return 'application/x-amz-json-1.0';
  if (service === 'iam' || service === 'sns') return 'application/x-www-form-urlencoded';
  return service === 'lambda' ? 'application/json' : 'application/x-amz-json-1.1';
}
