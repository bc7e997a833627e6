import type { IncomingHttpHeaders } from 'node:http';

/** One call to the API of AWS, as it arrives over HTTP. */
export interface ApiCall {
  /** As in the credential scope of the signature: `lambda`, `iam`, `sqs`. */
  readonly service: string;
  /** The name of the operation, such as `AddPermission`. */
  readonly operation: string;
  readonly region: string;
  readonly method: string;
  /** The path and the query. */
  readonly url: URL;
  /** The header `X-Amz-Target` of a JSON protocol. */
  readonly target: string | undefined;
  readonly body: string;
}

/** How a service encodes its requests and its errors. */
export type Protocol = 'query' | 'json' | 'rest-json' | 'rest-xml';

/** The protocol of a call. Services with several are listed with the one that the SDK for JavaScript uses. */
export function protocolOf({ service }: ApiCall): Protocol {
  if (service === 'lambda' || service === 'apigateway') return 'rest-json';
  if (service === 's3') return 'rest-xml';
  return queryServices.has(service) ? 'query' : 'json';
}

const queryServices: ReadonlySet<string> = new Set(['iam', 'sns', 'sts', 'elasticloadbalancing', 'ec2']);

/** Whether a call changes something in the account, other than by receiving messages. */
export function isChange(call: ApiCall): boolean {
  return !isRead(call) && !call.operation.startsWith('Receive');
}

/** Whether the account looks the same after a call. A message that is received is counted differently from then on. */
export function isRead({ operation }: ApiCall): boolean {
  return /^(Get|List|Describe|Head|BatchGet|BatchCheck|Simulate)/.test(operation);
}

/** Recognizes the operation of a request. */
export function apiCallOf(method: string, url: URL, headers: IncomingHttpHeaders, body: string): ApiCall {
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = headers['x-amz-target']?.toString();
  return { service, operation: operationOf(service, method, url, target, body), region, method, url, target, body };
}

function operationOf(service: string, method: string, url: URL, target: string | undefined, body: string): string {
  if (target !== undefined) return target.split('.').at(-1) ?? '';
  if (service === 'lambda') return operationOfRoute(lambdaRoutes, `${method} ${url.pathname}`);
  if (service === 'apigateway')
    return operationOfRoute(apiGatewayRoutes, `${method} ${url.pathname.replace('/v2', '')}`);
  if (service === 's3') return operationOfS3(method, url);
  return new URLSearchParams(body).get('Action') ?? `${method} ${url.pathname}`;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const lambdaRoutes: readonly (readonly [pattern: string, operation: string])[] = [
  ['POST functions', 'CreateFunction'],
  ['GET functions', 'ListFunctions'],
  ['GET functions/*', 'GetFunction'],
  ['DELETE functions/*', 'DeleteFunction'],
  ['PUT functions/*/code', 'UpdateFunctionCode'],
  ['GET functions/*/configuration', 'GetFunctionConfiguration'],
  ['PUT functions/*/configuration', 'UpdateFunctionConfiguration'],
  ['POST functions/*/versions', 'PublishVersion'],
  ['GET functions/*/versions', 'ListVersionsByFunction'],
  ['POST functions/*/aliases', 'CreateAlias'],
  ['GET functions/*/aliases', 'ListAliases'],
  ['GET functions/*/aliases/*', 'GetAlias'],
  ['PUT functions/*/aliases/*', 'UpdateAlias'],
  ['DELETE functions/*/aliases/*', 'DeleteAlias'],
  ['POST functions/*/policy', 'AddPermission'],
  ['GET functions/*/policy', 'GetPolicy'],
  ['DELETE functions/*/policy/*', 'RemovePermission'],
  ['GET functions/*/concurrency', 'GetFunctionConcurrency'],
  ['PUT functions/*/concurrency', 'PutFunctionConcurrency'],
  ['DELETE functions/*/concurrency', 'DeleteFunctionConcurrency'],
  ['POST functions/*/url', 'CreateFunctionUrlConfig'],
  ['GET functions/*/url', 'GetFunctionUrlConfig'],
  ['PUT functions/*/url', 'UpdateFunctionUrlConfig'],
  ['DELETE functions/*/url', 'DeleteFunctionUrlConfig'],
  ['GET functions/*/urls', 'ListFunctionUrlConfigs'],
  ['PUT functions/*/event-invoke-config', 'PutFunctionEventInvokeConfig'],
  ['POST functions/*/event-invoke-config', 'UpdateFunctionEventInvokeConfig'],
  ['GET functions/*/event-invoke-config/list', 'ListFunctionEventInvokeConfigs'],
  ['GET functions/*/event-invoke-config', 'GetFunctionEventInvokeConfig'],
  ['DELETE functions/*/event-invoke-config', 'DeleteFunctionEventInvokeConfig'],
  ['POST event-source-mappings', 'CreateEventSourceMapping'],
  ['GET event-source-mappings', 'ListEventSourceMappings'],
  ['GET event-source-mappings/*', 'GetEventSourceMapping'],
  ['PUT event-source-mappings/*', 'UpdateEventSourceMapping'],
  ['DELETE event-source-mappings/*', 'DeleteEventSourceMapping'],
  ['GET tags/*', 'ListTags'],
  ['POST tags/*', 'TagResource'],
  ['DELETE tags/*', 'UntagResource'],
];

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/resources.html */
const apiGatewayRoutes: typeof lambdaRoutes = [
  ['DELETE apis/*/cors', 'DeleteCorsConfiguration'],
  ['GET tags/*', 'GetTags'],
  ['POST tags/*', 'TagResource'],
  ['DELETE tags/*', 'UntagResource'],
  ...(
    [
      ['apis', 'Api'],
      ['apis/*/stages', 'Stage'],
      ['apis/*/integrations', 'Integration'],
      ['apis/*/routes', 'Route'],
      ['domainnames', 'DomainName'],
      ['domainnames/*/apimappings', 'ApiMapping'],
    ] as const
  ).flatMap(([path, name]) => [
    [`POST ${path}`, `Create${name}`] as const,
    [`GET ${path}`, `Get${name}s`] as const,
    [`GET ${path}/*`, `Get${name}`] as const,
    [`PATCH ${path}/*`, `Update${name}`] as const,
    [`DELETE ${path}/*`, `Delete${name}`] as const,
  ]),
];

function operationOfRoute(routes: typeof lambdaRoutes, route: string): string {
  // A path starts with the date of its API version.
  const [method = '', path = ''] = route.split(' ');
  const normal = `${method} ${path.replace(/^\/(\d{4}-\d{2}-\d{2}\/)?/, '').replace(/\/$/, '')}`;
  const match = routes.find(([pattern]) => new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(normal));
  return match?.[1] ?? route;
}

/** The operations on buckets by their query parameter. */
const bucketSubresources: readonly (readonly [parameter: string, name: string])[] = [
  ['tagging', 'BucketTagging'],
  ['notification', 'BucketNotificationConfiguration'],
  ['policy', 'BucketPolicy'],
  ['location', 'BucketLocation'],
];

const verbs: Readonly<Record<string, string>> = {
  GET: 'Get',
  PUT: 'Put',
  DELETE: 'Delete',
  HEAD: 'Head',
  POST: 'Post',
};

function operationOfS3(method: string, { pathname, searchParams }: URL): string {
  const verb = verbs[method] ?? method;
  const [bucket = '', ...key] = pathname.slice(1).split('/');
  if (bucket === '') return 'ListBuckets';
  if (key.join('/') !== '') return `${verb}Object`;
  const subresource = bucketSubresources.find(([parameter]) => searchParams.has(parameter));
  if (subresource !== undefined) return `${verb}${subresource[1]}`;
  if (method === 'GET') return 'ListObjects';
  return method === 'PUT' ? 'CreateBucket' : `${verb}Bucket`;
}
