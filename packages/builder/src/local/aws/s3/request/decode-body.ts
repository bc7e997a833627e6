import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { firstValue } from '../../../http/server.ts';
import { AwsApiError } from '../../aws-api-error.ts';
import type { AwsRequest } from '../../protocol/aws-message.ts';
import { checksumAlgorithm, checksumOf } from './checksums.ts';
import { badChecksum } from './s3-errors.ts';

/**
 * Removes the encoding `aws-chunked`, whose trailers become headers, and verifies all digests that the client has sent.
 * Signatures are not checked.
 *
 * @throws {AwsApiError} the body is incomplete, or is not the one that the client has sent
 */
export function decodeBody(request: AwsRequest): AwsRequest {
  const decoded = isChunked(request.headers) ? decodeChunks(request) : request;
  verifyDigests(decoded);
  return decoded;
}

function isChunked(headers: IncomingHttpHeaders): boolean {
  const isStreaming = firstValue(headers['x-amz-content-sha256'])?.startsWith('STREAMING-');
  return isStreaming === true || encodingsOf(headers).includes('aws-chunked');
}

function encodingsOf(headers: IncomingHttpHeaders): string[] {
  const encodings = headers['content-encoding']?.split(',') ?? [];
  return encodings.map((encoding) => encoding.trim()).filter((encoding) => encoding !== '');
}

/**
 * Each chunk is its length in hexadecimal, perhaps a signature, and its bytes. After the last chunk, which is empty,
 * there are trailers: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
function decodeChunks({ body, headers, ...rest }: AwsRequest): AwsRequest {
  const chunks: Buffer[] = [];
  let offset = 0;
  const readLine = () => {
    const end = body.indexOf('\r\n', offset, 'latin1');
    if (end === -1) throw incompleteBody();
    const line = body.toString('utf8', offset, end);
    offset = end + 2;
    return line;
  };
  for (;;) {
    const [, hex] = /^([\da-f]{1,8})(?:;.*)?$/i.exec(readLine()) ?? [];
    if (hex === undefined) throw incompleteBody();
    const length = Number.parseInt(hex, 16);
    if (length === 0) break;
    chunks.push(body.subarray(offset, offset + length));
    offset += length;
    if (body.toString('latin1', offset, offset + 2) !== '\r\n') throw incompleteBody();
    offset += 2;
  }
  const trailers = new Map<string, string>();
  while (offset < body.length) {
    const line = readLine();
    if (line === '') continue;
    const [, name, value] = /^([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new AwsApiError(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      );
    trailers.set(name.toLowerCase(), value);
  }
  for (const name of headers['x-amz-trailer']?.toString().split(',') ?? []) {
    if (!trailers.has(name.trim().toLowerCase())) throw incompleteBody();
  }
  const decoded = Buffer.concat(chunks);
  const length = firstValue(headers['x-amz-decoded-content-length']);
  if (length !== undefined && Number(length) !== decoded.length) throw incompleteBody();
  const encodings = encodingsOf(headers).filter((encoding) => encoding !== 'aws-chunked');
  return {
    ...rest,
    body: decoded,
    headers: {
      ...headers,
      ...Object.fromEntries(trailers),
      'content-length': String(decoded.length),
      'content-encoding': encodings.length === 0 ? undefined : encodings.join(','),
    },
  };
}

/** @throws {AwsApiError} a digest is not that of the body */
function verifyDigests({ method, url, headers, body }: AwsRequest): void {
  const sha256 = firstValue(headers['x-amz-content-sha256']);
  if (sha256 !== undefined && /^[\da-f]{64}$/i.test(sha256) && sha256.toLowerCase() !== digest('sha256', body, 'hex')) {
    throw new AwsApiError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const md5 = firstValue(headers['content-md5']);
  if (md5 !== undefined && !/^[\w+/]{22}==$/.test(md5)) {
    throw new AwsApiError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (md5 !== undefined && md5 !== digest('md5', body, 'base64')) {
    throw new AwsApiError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  // CompleteMultipartUpload has the checksum of the whole object in its headers, and its body is a list of parts.
  if (method === 'POST' && /[?&]uploadId=/.test(url)) return;
  for (const [name, value] of Object.entries(headers)) {
    const sent = /^x-amz-checksum-(?!algorithm$|type$|mode$)(.+)$/.exec(name)?.[1]?.toUpperCase();
    if (sent === undefined) continue;
    const algorithm = checksumAlgorithm(sent);
    if (firstValue(value) !== checksumOf(algorithm, body)) throw badChecksum(algorithm);
  }
}

function digest(algorithm: 'md5' | 'sha256', body: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(body).digest(encoding);
}

function incompleteBody(): AwsApiError {
  return new AwsApiError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
