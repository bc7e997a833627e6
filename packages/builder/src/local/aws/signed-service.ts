import type { IncomingMessage } from 'node:http';

/** The scope of a signature: access key, date, region (not if it is for all regions), service. */
const scope = /^[^/]+(?:\/[^/]+)*?\/\d{8}(?:\/[^/]*)?\/(?<service>[a-z0-9-]+)\/aws4_request$/;
const authorization = /^AWS4-[A-Z0-9-]+ (?:.*,\s*)?Credential=(?<credential>[^,\s]+)/;

/** Services whose requests are for the function: it is behind an API, or behind a function URL with a signature. */
const frontServices = new Set(['lambda', 'execute-api', 'vpc-lattice-svcs']);

/**
 * Returns the service that a request is signed for, or that a presigned URL is for. The signature is not checked.
 * Undefined for a request that is not signed, and for one that is signed for the function.
 */
export function signedService({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): string | undefined {
  const credential = authorization.exec(headers.authorization ?? '')?.groups?.credential ?? presignedCredential(url);
  const service = scope.exec(credential ?? '')?.groups?.service;
  return service === undefined || frontServices.has(service) ? undefined : service;
}

function presignedCredential(url: string): string | undefined {
  const start = url.indexOf('?');
  if (start === -1 || !url.includes('X-Amz-Credential=', start)) return undefined;
  return new URLSearchParams(url.slice(start)).get('X-Amz-Credential') ?? undefined;
}
