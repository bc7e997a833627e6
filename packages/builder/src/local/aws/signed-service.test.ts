import { describe, expect, it } from 'vitest';
import { signedService } from './signed-service.ts';

const signed = (credential: string, algorithm = 'AWS4-HMAC-SHA256') => ({
  url: '/',
  headers: { authorization: `${algorithm} Credential=${credential}, SignedHeaders=host, Signature=00` },
});

describe('signedService', () => {
  it.each([
    [signed('key/20300101/eu-west-1/sqs/aws4_request'), 'sqs'],
    [signed('key/with/slashes/20300101/eu-west-1/s3/aws4_request'), 's3'],
    [signed('key/20300101/events/aws4_request', 'AWS4-ECDSA-P256-SHA256'), 'events'],
    [signed('key/20300101/eu-west-1/lambda/aws4_request'), undefined],
    [signed('key/20300101/eu-west-1/execute-api/aws4_request'), undefined],
    [signed('key/20300101/eu-west-1/sqs'), undefined],
    [
      { url: '/a?X-Amz-Credential=key%2F20300101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=0', headers: {} },
      's3',
    ],
    [{ url: '/a?X-Amz-Credential=nothing', headers: {} }, undefined],
    [{ url: '/X-Amz-Credential=key/20300101/eu-west-1/s3/aws4_request', headers: {} }, undefined],
    [{ url: '/', headers: { authorization: 'Bearer Credential=key/20300101/eu-west-1/sqs/aws4_request' } }, undefined],
    [{ url: '/a?AWSAccessKeyId=a&Signature=b%3D&Expires=1', headers: {} }, 's3'],
    [{ url: '/a?AWSAccessKeyId=a&Signature=b', headers: {} }, undefined],
    [{ url: '/', headers: { authorization: 'AWS key:aGVsbG8=' } }, 's3'],
    [{ url: '/', headers: { authorization: 'AWS Bearer token' } }, undefined],
    [{ url: '/', headers: {} }, undefined],
  ])('reads the service of %j', (request, service) => {
    expect(signedService(request)).toBe(service);
  });
});
