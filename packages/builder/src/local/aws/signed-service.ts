import type { IncomingMessage } from 'node:http';

/** The scope of a signature: access key, date, region (not if it is for all regions), service. */
const scope = /^[^/]+(?:\/[^/]+)*?\/\d{8}(?:\/[^/]*)?\/(?<service>[a-z0-9-]+)\/aws4_request$/;
const authorization = /^AWS4-[A-Z0-9-]+ (?:.*,\s*)?Credential=(?<credential>[^,\s]+)/;

/** Services whose requests are for the function: it is behind an API, or behind a function URL with a signature. */
const frontServices = new Set(['lambda', 'execute-api', 'vpc-lattice-svcs']);

/** The older signature, which only S3 still accepts. Some clients presign URLs with it. */
const olderAuthorization = /^AWS [^\s:]+:[\w+/]+=*$/;
const olderParameters = ['AWSAccessKeyId', 'Signature', 'Expires'];

/**
 * Returns the service that a request is signed for, or that a presigned URL is for. The signature is not checked.
 * Undefined for a request that is not signed, and for one that is signed for the function.
 */
export function signedService({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): string | undefined {
  const { authorization: header = '' } = headers;
  if (olderAuthorization.test(header)) return 's3';
  const start = url.indexOf('?');
  const query = start === -1 ? '' : url.slice(start + 1);
  // Most requests have neither, and are not parsed.
  const parameters = /X-Amz-Credential=|AWSAccessKeyId=/.test(query) ? new URLSearchParams(query) : undefined;
  if (parameters !== undefined && olderParameters.every((name) => parameters.has(name))) return 's3';
  const credential = authorization.exec(header)?.groups?.credential ?? parameters?.get('X-Amz-Credential') ?? '';
  const service = scope.exec(credential)?.groups?.service;
  return service === undefined || frontServices.has(service) ? undefined : service;
}
