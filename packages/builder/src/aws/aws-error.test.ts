import { describe, expect, it } from 'vitest';
import { serviceError } from '../../test/deployment-target.ts';
import { AwsError, explainAwsError } from './aws-error.ts';

describe('what AWS has refused', () => {
  it("is told with AWS's reason and the request's id", () => {
    expect(explainAwsError(serviceError('LimitExceeded', 'Too many queues'), 'create queue jobs')).toEqual(
      new AwsError('could not create queue jobs: LimitExceeded: Too many queues (request request-1)'),
    );
  });

  it('points to the permissions where those are missing', () => {
    const { message } = explainAwsError(
      serviceError('AccessDeniedException', 'Not authorized'),
      'read role demo',
    ) as Error;
    expect(message).toMatch(/^could not read role demo: AccessDeniedException: .+ `alr-builder check` lists/);
  });

  it('says where a bucket is that is in another region', () => {
    const error = Object.assign(serviceError('Unknown', 'UnknownError'), {
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    });
    expect((explainAwsError(error, 'read bucket photos') as Error).message).toBe(
      'could not read bucket photos: it is in another region (eu-west-1), and has to be in that of the function',
    );
  });

  it('has words of its own for an answer without any, as HEAD requests get', () => {
    const error = Object.assign(serviceError('Unknown', 'UnknownError'), { $metadata: { httpStatusCode: 403 } });
    expect((explainAwsError(error, 'read bucket photos') as Error).message).toBe(
      "could not read bucket photos: AWS answers 403 and no reason: it is somebody else's, or a permission is missing; " +
        '`alr-builder check` lists the permissions needed',
    );
  });

  it.each([
    ['CredentialsProviderError', /there are no AWS credentials: set AWS_PROFILE/],
    ['ExpiredToken', /have expired: log in again/],
    ['InvalidClientTokenId', /does not know these credentials/],
  ])('says what to do about %s', (name, advice) => {
    expect((explainAwsError(Object.assign(new Error(), { name }), 'begin') as Error).message).toMatch(advice);
  });

  it('says when it is not AWS that answers', () => {
    const error = Object.assign(new SyntaxError(`Unexpected token '<'\n  Deserialization error: ...`), {
      $metadata: {},
    });
    expect((explainAwsError(error, 'begin') as Error).message).toBe(
      "could not begin: the answer can't be read (Unexpected token '<'); is there a proxy between, or AWS_ENDPOINT_URL set?",
    );
  });

  it('says when AWS cannot be reached', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND sqs'), { code: 'ENOTFOUND' });
    expect((explainAwsError(error, 'begin') as Error).message).toMatch(/AWS can't be reached \(getaddrinfo/);
  });

  it.each([new TypeError('ours'), 'text', new AwsError('told already')])('leaves alone what is not: %s', (error) => {
    expect(explainAwsError(error, 'begin')).toBe(error);
  });
});
