import type { SampleOptions } from './sample-options.ts';
import { ACCOUNT, arn, REGION, uuid } from './sample-values.ts';

/** A request, independent of the form of its event. */
interface SampleRequest {
  readonly method: string;
  readonly path: string;
  /** Encoded, without the question mark. */
  readonly query: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  readonly time: Date;
}

const SOURCE_IP = '203.0.113.7';
const USER_AGENT = 'curl/8.14.1';
const LATTICE_HOST = `my-service-0123456789abcdef0.7d67968.vpc-lattice-svcs.${REGION}.on.aws`;

/** A request to a function URL (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads). */
export function functionUrlEvent(options: SampleOptions): object {
  return payloadFormat2(options, 'url1example', `url1example.lambda-url.${REGION}.on.aws`, 'anonymous');
}

/**
 * A request to an HTTP API
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export function httpApiEvent(options: SampleOptions): object {
  return payloadFormat2(options, 'api1example', `api1example.execute-api.${REGION}.amazonaws.com`, ACCOUNT);
}

/**
 * A request to a REST API
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
 */
export function restApiEvent(options: SampleOptions): object {
  const domainName = `api2example.execute-api.${REGION}.amazonaws.com`;
  const { method, path, parameters, headers, body, time } = requestOf(options, domainName);
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: parameters.length > 0 ? lastValues(parameters) : null,
    multiValueQueryStringParameters: parameters.length > 0 ? allValues(parameters) : null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'api2example',
      authorizer: null,
      domainName,
      domainPrefix: 'api2example',
      extendedRequestId: 'DTuZXFXroE9EXAMPLE=',
      httpMethod: method,
      identity: { sourceIp: SOURCE_IP, userAgent: USER_AGENT },
      path: `/prod${path}`,
      protocol: 'HTTP/1.1',
      requestId: uuid('request', 0),
      requestTime: commonLogTime(time),
      requestTimeEpoch: time.getTime(),
      resourceId: 'abc123',
      resourcePath: '/{proxy+}',
      stage: 'prod',
    },
    body: body ?? null,
    isBase64Encoded: false,
  };
}

/**
 * A request to a load balancer, which passes the query on without decoding it
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html).
 */
export function albEvent(options: SampleOptions): object {
  const { method, path, query, headers, body } = requestOf(options, `my-alb-1234567890.${REGION}.elb.amazonaws.com`);
  const pairs = query === '' ? [] : query.split('&').map(splitPair);
  const values = options.multiValueHeaders
    ? { multiValueQueryStringParameters: allValues(pairs), multiValueHeaders: allValues(headers) }
    : { queryStringParameters: lastValues(pairs), headers: lastValues(headers) };
  return {
    requestContext: { elb: { targetGroupArn: arn('elasticloadbalancing', 'targetgroup/my-targets/6d0ecf831eec9f09') } },
    httpMethod: method,
    path,
    ...values,
    body: body ?? '',
    isBase64Encoded: false,
  };
}

/**
 * A request to a service of VPC Lattice, version 2
 * (https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html).
 */
export function latticeEvent(options: SampleOptions): object {
  const { method, path, parameters, headers, body, time } = requestOf(options, LATTICE_HOST);
  return {
    version: '2.0',
    path,
    method,
    headers: allValues(headers),
    ...(parameters.length > 0 && { queryStringParameters: allValues(parameters) }),
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
    requestContext: {
      serviceNetworkArn: arn('vpc-lattice', 'servicenetwork/sn-0123456789abcdef0'),
      serviceArn: arn('vpc-lattice', 'service/svc-0123456789abcdef0'),
      targetGroupArn: arn('vpc-lattice', 'targetgroup/tg-0123456789abcdef0'),
      identity: { sourceVpcArn: arn('ec2', 'vpc/vpc-0123456789abcdef0') },
      region: REGION,
      timeEpoch: String(time.getTime() * 1000),
    },
  };
}

/** A request to a service of VPC Lattice, version 1. */
export function latticeV1Event(options: SampleOptions): object {
  const { method, path, parameters, headers, body } = requestOf(options, LATTICE_HOST);
  return {
    raw_path: path,
    method,
    headers: joinedValues(headers),
    query_string_parameters: lastValues(parameters),
    body: body ?? '',
    is_base64_encoded: false,
  };
}

function payloadFormat2(options: SampleOptions, apiId: string, domainName: string, accountId: string): object {
  const { method, path, query, parameters, headers, body, time } = requestOf(options, domainName);
  const cookies = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/; */));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers: joinedValues(headers.filter(([name]) => name !== 'cookie')),
    ...(parameters.length > 0 && { queryStringParameters: joinedValues(parameters) }),
    requestContext: {
      accountId,
      apiId,
      domainName,
      domainPrefix: apiId,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: SOURCE_IP, userAgent: USER_AGENT },
      requestId: uuid('request', 0),
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(time),
      timeEpoch: time.getTime(),
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}

function requestOf(options: SampleOptions, host: string): SampleRequest {
  const { bodies: [body] = [], method = body === undefined ? 'GET' : 'POST', time = new Date() } = options;
  const [path = '/', query = ''] = (options.path ?? '/').split(/\?(.*)/s);
  const custom = (options.headers ?? []).map(([name, value]) => [name.toLowerCase(), value] as const);
  const defaults = [
    ['host', host],
    ['user-agent', USER_AGENT],
    ['accept', '*/*'],
    ['x-forwarded-for', SOURCE_IP],
    ['x-forwarded-port', '443'],
    ['x-forwarded-proto', 'https'],
    ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
  ] as const;
  const headers = [...defaults.filter(([name]) => custom.every(([other]) => other !== name)), ...custom];
  return { method, path, query, parameters: [...new URLSearchParams(query)], headers, body, time };
}

type Pairs = readonly (readonly [name: string, value: string])[];

function lastValues(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(pairs);
}

function allValues(pairs: Pairs): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function joinedValues(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(Object.entries(allValues(pairs)).map(([name, values]) => [name, values.join(',')]));
}

function splitPair(pair: string): readonly [string, string] {
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  return [name, value];
}

/** The time in the Common Log Format: `12/Mar/2026:19:03:58 +0000`. */
export function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
