import { RuntimeError } from '../errors/errors.ts';
import type { HttpMetadata } from './awslambda.ts';

/** Line breaks and NUL, with which a value could add headers or cut the response. */
const invalidCharacter = /[\0\r\n]/;

/**
 * Encodes the metadata of an HTTP response as JSON, unchanged as on AWS: Lambda decides what it accepts.
 * @returns a function that adds a content type, if the headers have none
 * @throws {RuntimeError} a header or cookie has a line break, or the metadata cannot be converted to JSON
 */
export function encodeMetadata(metadata: HttpMetadata): (contentType: string | undefined) => string {
  for (const [what, value] of textsOf(metadata)) {
    if (!invalidCharacter.test(value)) continue;
    const message = `${what} of the HTTP response has a line break: ${JSON.stringify(value)}`;
    throw new RuntimeError('InvalidStreamingOperation', message);
  }
  // Copied now, so that later changes have no effect.
  const json = JSON.stringify(metadata);
  const { headers } = metadata;
  const hasType = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'content-type');
  return (contentType) => {
    if (contentType === undefined || hasType) return json;
    const copy = JSON.parse(json) as HttpMetadata;
    return JSON.stringify({ ...copy, headers: { ...copy.headers, 'content-type': contentType } });
  };
}

function* textsOf({ headers, multiValueHeaders, cookies }: HttpMetadata): Generator<[string, string]> {
  for (const named of [headers, multiValueHeaders]) {
    for (const [name, value] of Object.entries(named ?? {})) {
      for (const text of [name, ...(Array.isArray(value) ? value : [value])])
        yield [`the header ${name}`, String(text)];
    }
  }
  for (const cookie of Array.isArray(cookies) ? cookies : []) yield ['a cookie', String(cookie)];
}
