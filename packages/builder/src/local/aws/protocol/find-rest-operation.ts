import { AwsApiError } from '../aws-api-error.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { AwsRequest } from './aws-message.ts';
import { missingOperation } from './protocol.ts';

/** What a request is about. */
export interface RestTarget {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
  readonly query: URLSearchParams;
}

/** The conditions that a request for an operation meets. */
interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly level: 'service' | 'bucket' | 'object';
  readonly query: ReadonlyMap<string, string>;
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

/** A host of a bucket: `photos.localhost`, `photos.s3.localhost`. */
const virtualHost = /^(?<bucket>[^:]+?)(?:\.s3)?\.localhost(?::\d+)?$/;

/**
 * Finds the operation of S3 that a request is for: if it meets the conditions of several, the one with the most.
 *
 * @throws {AwsApiError} there is none
 */
export function findRestOperation(
  request: Pick<AwsRequest, 'method' | 'url' | 'headers'>,
  model: ServiceModel,
): { operation: OperationModel; target: RestTarget } {
  const { method, headers } = request;
  const target = targetOf(request);
  const level = target.Key !== undefined ? 'object' : target.Bucket !== undefined ? 'bucket' : 'service';
  const { query } = target;
  const [route] = routesOf(model)
    .filter(
      (each) =>
        each.method === method &&
        each.level === level &&
        [...each.query].every(([name, value]) => query.get(name) === value) &&
        each.requiredQuery.every((name) => query.has(name)) &&
        each.requiredHeaders.every((name) => headers[name] !== undefined),
    )
    .sort((a, b) => conditionsOf(b) - conditionsOf(a));
  const unknown = [...query].find(([name, value]) => value === '' && !isKnown(name, route));
  if (route === undefined || unknown !== undefined) {
    const missing = missingAt(level, method, query, model);
    if (missing !== undefined) throw missingOperation(missing, model);
    const resource = level === 'object' ? 'an object' : level === 'bucket' ? 'a bucket' : 'the service';
    const subresource = unknown === undefined ? '' : ` with ?${unknown[0]}`;
    throw new AwsApiError('NotImplemented', `The emulator does not support ${method} of ${resource}${subresource}`, {
      status: 501,
    });
  }
  return { operation: route.operation, target };
}

/** The operation of S3 that a request is for, but that the emulator does not have. */
function missingAt(
  level: Route['level'],
  method: string,
  query: URLSearchParams,
  { missing }: ServiceModel,
): string | undefined {
  const found = Object.entries(missing).flatMap(([name, request]) => {
    const [ofMethod, uri = ''] = request.split(' ', 2);
    const [path = '', search] = uri.split('?', 2);
    const names = [...new URLSearchParams(search).keys()].filter((each) => each !== 'x-id');
    const isSameLevel = level === (path.includes('{Key+}') ? 'object' : 'bucket');
    const isMatch = isSameLevel && ofMethod === method && names.length > 0 && names.every((each) => query.has(each));
    return isMatch ? [{ name, conditions: names.length }] : [];
  });
  return found.sort((a, b) => b.conditions - a.conditions)[0]?.name;
}

const cache = new WeakMap<ServiceModel, readonly Route[]>();

function routesOf(model: ServiceModel): readonly Route[] {
  const routes = cache.get(model) ?? [...model.operations.values()].map(routeOf);
  cache.set(model, routes);
  return routes;
}

function routeOf(operation: OperationModel): Route {
  const [method = '', uri = '/'] = operation.http ?? [];
  const [path = '/', query] = uri.split('?', 2);
  const { members } = operation.input;
  const hasBucket = members.some(({ name, label }) => label === true && name === 'Bucket');
  const required = members.filter(({ isRequired }) => isRequired);
  return {
    operation,
    method,
    level: path.includes('{Key+}') ? 'object' : hasBucket ? 'bucket' : 'service',
    query: new Map([...new URLSearchParams(query)].filter(([name]) => name !== 'x-id')),
    requiredQuery: required.flatMap((member) => member.query ?? []),
    requiredHeaders: required.flatMap((member) => member.header ?? []),
  };
}

function conditionsOf({ query, requiredQuery, requiredHeaders }: Route): number {
  return query.size + requiredQuery.length + requiredHeaders.length;
}

/** Whether a name in the query is part of the operation. Others name a part of the resource, such as `?acl`. */
function isKnown(name: string, route: Route | undefined): boolean {
  if (route === undefined) return false;
  return route.query.has(name) || route.operation.input.members.some(({ query }) => query === name);
}

/** @throws {AwsApiError} the path cannot be decoded */
function targetOf({ url, headers }: Pick<AwsRequest, 'url' | 'headers'>): RestTarget {
  const [, path = '/', search = ''] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  const query = new URLSearchParams(search);
  const host = virtualHost.exec(headers.host ?? '')?.groups?.bucket;
  const inPath = path.replace(/^\//, '');
  const slash = inPath.indexOf('/');
  const bucket = host ?? (slash === -1 ? inPath : inPath.slice(0, slash));
  const key = host !== undefined ? inPath : slash === -1 ? '' : inPath.slice(slash + 1);
  return { Bucket: decode(bucket) || undefined, Key: decode(key) || undefined, query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsApiError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
