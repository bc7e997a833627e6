import { describe, expect, it } from 'vitest';
import { serviceError } from '../../test/deployment-target.ts';
import { AwsError, explainAwsError } from './aws-error.ts';

describe('explainAwsError', () => {
  it("gives AWS's reason and the request id", () => {
    expect(explainAwsError(serviceError('LimitExceeded', 'Too many queues'), 'create queue jobs')).toEqual(
      new AwsError('could not create queue jobs: LimitExceeded: Too many queues (request request-1)'),
    );
  });

  it('points to `alr-builder check` if a permission is missing', () => {
    const error = serviceError('AccessDeniedException', 'Not authorized');
    const { message } = explainAwsError(error, 'read role demo') as Error;
    expect(message).toMatch(/^could not read role demo: AccessDeniedException: .+ `alr-builder check` lists/);
  });

  it('names the region of a bucket that is in another one', () => {
    const error = Object.assign(serviceError('Unknown', 'UnknownError'), {
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    });
    expect((explainAwsError(error, 'read bucket photos') as Error).message).toBe(
      'could not read bucket photos: the bucket is in another region (eu-west-1): ' +
        'it must be in the region of the function',
    );
  });

  it('gives possible causes for a response without a body, which HEAD requests get', () => {
    const error = Object.assign(serviceError('Unknown', 'UnknownError'), { $metadata: { httpStatusCode: 403 } });
    expect((explainAwsError(error, 'read bucket photos') as Error).message).toBe(
      'could not read bucket photos: AWS returned status 403 without a reason: it belongs to another account, ' +
        'or a permission is missing; `alr-builder check` lists the permissions needed',
    );
  });

  it.each([
    ['CredentialsProviderError', /there are no AWS credentials: set AWS_PROFILE/],
    ['ExpiredToken', /have expired: log in again/],
    ['InvalidClientTokenId', /does not know these credentials/],
  ])('gives advice about %s', (name, advice) => {
    expect((explainAwsError(Object.assign(new Error(), { name }), 'begin') as Error).message).toMatch(advice);
  });

  it('suspects a proxy if the response cannot be parsed', () => {
    const error = Object.assign(new SyntaxError(`Unexpected token '<'\n  Deserialization error: ...`), {
      $metadata: {},
    });
    expect((explainAwsError(error, 'begin') as Error).message).toBe(
      "could not begin: the response cannot be parsed (Unexpected token '<'): " +
        'check for a proxy, and whether AWS_ENDPOINT_URL is set',
    );
  });

  it('reports that AWS cannot be reached', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND sqs'), { code: 'ENOTFOUND' });
    expect((explainAwsError(error, 'begin') as Error).message).toMatch(/AWS cannot be reached \(getaddrinfo/);
  });

  it('hides the credentials of a proxy', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED http://me:secret@proxy:8080'), {
      code: 'ECONNREFUSED',
    });
    expect((explainAwsError(error, 'begin') as Error).message).toContain('http://***@proxy:8080');
  });

  it.each([new TypeError('a bug'), 'text', new AwsError('explained already')])('returns %s unchanged', (error) => {
    expect(explainAwsError(error, 'begin')).toBe(error);
  });
});
