import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { LatticeEventV1, LatticeEventV2 } from './lattice-event.ts';
import type { RequestForm } from './request-form.ts';

/** The parts of a request, whatever form it came in. */
interface Parts {
  readonly method: string;
  readonly headers: Headers;
  readonly host: string | null | undefined;
  /** The scheme if no `x-forwarded-proto` header names one. */
  readonly scheme: 'http' | 'https';
  readonly path: string;
  /** Encoded, as in the URL, without the question mark. */
  readonly query: string;
}

/**
 * Converts an event to a fetch `Request` with the given signal.
 *
 * @throws {TypeError} fetch cannot represent the request
 */
export function toRequest(form: RequestForm, signal: AbortSignal): Request {
  const { method, headers, host, scheme, path, query } = partsOf(form);
  const forwarded = headers.get('x-forwarded-proto')?.split(',')[0]?.trim();
  const origin = `${forwarded === 'http' || forwarded === 'https' ? forwarded : scheme}://${checkHost(host)}`;
  const url = `${origin}${encodePath(path)}${query === '' ? '' : `?${query.replaceAll('#', '%23')}`}`;
  return new Request(url, { method, headers, body: bodyOf(form, method), signal });
}

function partsOf(form: RequestForm): Parts {
  switch (form.kind) {
    case 'v2':
      return partsOfV2(form.event);
    case 'v1':
      return partsOfV1(form.event);
    case 'lattice-v2':
      return partsOfLatticeV2(form.event);
    case 'lattice-v1':
      return partsOfLatticeV1(form.event);
    case 'alb':
      return partsOfALB(form.event);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
function partsOfV2(event: APIGatewayProxyEventV2): Parts {
  // Test events often have only the parsed parameters.
  const query = event.rawQueryString || new URLSearchParams(pairsOf(event.queryStringParameters)).toString();
  const { rawPath, cookies = [], requestContext } = event;
  const { domainName, stage } = requestContext;
  const headers = toHeaders(pairsOf(event.headers));
  if (cookies.length > 0) headers.set('cookie', toByteString(cookies.join('; ')));
  return {
    method: requestContext.http.method,
    headers,
    host: domainName ?? headers.get('host'),
    scheme: 'https',
    path: withoutStage(rawPath, stage, domainName),
    query,
  };
}

/** On its default domain, an HTTP API leaves the stage in front of the path; a REST API removes it. */
function withoutStage(path: string, stage: string, domainName: string | undefined): string {
  const hasStage = stage !== '$default' && domainName?.includes('.execute-api.') && `${path}/`.startsWith(`/${stage}/`);
  return hasStage ? path.slice(stage.length + 1) : path;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
function partsOfV1(event: APIGatewayProxyEvent): Parts {
  const { httpMethod: method, requestContext } = event;
  const headers = toHeaders(pairsOf(event.headers, event.multiValueHeaders));
  const parameters = pairsOf(event.queryStringParameters, event.multiValueQueryStringParameters);
  const query = new URLSearchParams(parameters).toString();
  // Only the events of HTTP APIs have a version.
  const isHttpApi = 'version' in event && event.version === '1.0';
  const path = isHttpApi ? withoutStage(event.path, requestContext.stage, requestContext.domainName) : event.path;
  return { method, headers, host: requestContext?.domainName ?? headers.get('host'), scheme: 'https', path, query };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
function partsOfALB(event: ALBEvent): Parts {
  const { httpMethod: method, path } = event;
  const headers = toHeaders(pairsOf(event.headers, event.multiValueHeaders));
  // A load balancer passes names and values on without decoding them.
  const parameters = pairsOf(event.queryStringParameters, event.multiValueQueryStringParameters);
  const query = parameters.map((pair) => pair.join('=')).join('&');
  return { method, headers, host: headers.get('host'), scheme: 'http', path, query };
}

/** https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html */
function partsOfLatticeV2({ method, path, headers, queryStringParameters }: LatticeEventV2): Parts {
  return partsOfLattice(method, path, toHeaders(listedPairs(headers)), listedPairs(queryStringParameters));
}

function partsOfLatticeV1({ method, raw_path, headers, query_string_parameters }: LatticeEventV1): Parts {
  return partsOfLattice(method, raw_path, toHeaders(pairsOf(headers)), pairsOf(query_string_parameters));
}

/** The path may have the query, where it is still as the client sent it. */
function partsOfLattice(method: string, rawPath: string, headers: Headers, parameters: [string, string][]): Parts {
  const [path = '', query = new URLSearchParams(parameters).toString()] = rawPath.split(/\?(.*)/s);
  return { method, headers, host: headers.get('host'), scheme: 'https', path, query };
}

/** Names and values, whether a name has a list of values or only one. */
function listedPairs(
  values: Readonly<Record<string, readonly string[] | string>> | null | undefined,
): [string, string][] {
  return Object.entries(values ?? {}).flatMap(([name, list]) =>
    [list].flat().map((value): [string, string] => [name, value]),
  );
}

/** Names and values, including repeated names if the event has them. */
export function pairsOf(
  values: Readonly<Record<string, string | undefined>> | null | undefined,
  multiValues?: Readonly<Record<string, readonly string[] | undefined>> | null,
): [string, string][] {
  if (multiValues)
    return Object.entries(multiValues).flatMap(([name, all]) =>
      (all ?? []).map((value): [string, string] => [name, value]),
    );
  return Object.entries(values ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
}

export function toHeaders(pairs: readonly [string, string][]): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) headers.append(name, toByteString(value));
  return headers;
}

/**
 * Header values are byte strings. This undoes the UTF-8 decoding of a gateway, so that the bytes are those that were
 * sent.
 */
export function toByteString(value: string): string {
  return /[^\0-\xff]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
}

/** Clients may send any `Host`: only a valid host may become part of a URL. */
function checkHost(host: string | null | undefined): string {
  return host && /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(host) ? host : 'localhost';
}

/** HTTP APIs decode the path, other fronts do not: this encodes only characters that an encoded path cannot have. */
function encodePath(path: string): string {
  const encoded = path.replace(/[?#\\\0- ]|%(?![\da-f]{2})/gi, encodeURIComponent);
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}

/** The body as bytes, since a string would add a content type. In fetch, GET and HEAD have no body. */
function bodyOf({ kind, event }: RequestForm, method: string): Uint8Array<ArrayBuffer> | null {
  const { body } = event;
  const isBase64Encoded = kind === 'lattice-v1' ? event.is_base64_encoded : event.isBase64Encoded;
  if (!body || method === 'GET' || method === 'HEAD') return null;
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}
