import type { Trigger } from '../config/configuration.ts';
import { pathsOf } from '../config/triggers/alb.ts';
import type { JsonObject } from '../events/patterns/pattern.ts';
import type { SampleOptions } from '../events/samples/sample-options.ts';

type TriggerOf<Type extends Trigger['type']> = Extract<Trigger, { readonly type: Type }>;

/** A request that a load balancer forwards, or that an HTTP API has a route for. */
export function requestOf(trigger: Trigger): Pick<SampleOptions, 'method' | 'path' | 'headers'> {
  if (trigger.type === 'alb') return requestOfRule(trigger);
  if (trigger.type !== 'http-api') return {};
  const [method = '', path] = trigger.routes[0]?.split(' ') ?? [];
  if (path === undefined) return {};
  return { ...(method !== 'ANY' && { method }), path: path.replaceAll(/\{([^}+]+)\+?\}/g, '$1') };
}

function requestOfRule(trigger: TriggerOf<'alb'>): Pick<SampleOptions, 'path' | 'headers'> {
  const [path] = pathsOf(trigger);
  const [host] = trigger.host;
  return {
    ...(path !== undefined && { path: exampleOf(path) }),
    ...(host !== undefined && { headers: [['host', exampleOf(host).replace(/^\./, 'www.')] as const] }),
  };
}

/** A text that a pattern of a load balancer matches. */
function exampleOf(pattern: string): string {
  return pattern.replaceAll('*', '').replaceAll('?', 'x');
}

/** The event of an HTTP API with the route that it takes, and the parameters in its path. */
export function withRoute(event: JsonObject, { routes }: TriggerOf<'http-api'>): JsonObject {
  const { rawPath, requestContext } = event as { rawPath: string; requestContext: { http: { method: string } } };
  for (const routeKey of mostSpecificFirst(routes)) {
    const [method, path] = routeKey.split(' ');
    if (path === undefined || (method !== 'ANY' && method !== requestContext.http.method)) continue;
    const pathParameters = parametersIn(rawPath, path);
    if (pathParameters === undefined) continue;
    const parameters = Object.keys(pathParameters).length === 0 ? {} : { pathParameters };
    return { ...event, ...parameters, routeKey, requestContext: { ...requestContext, routeKey } };
  }
  return event;
}

/**
 * The order in which API Gateway looks at routes: a route for the rest of a path comes last, and otherwise fewer parameters
 * and a certain method come first. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function mostSpecificFirst(routes: readonly string[]): string[] {
  const ranks = (route: string) => {
    const [method = '', path = ''] = route.split(' ');
    const segments = path.split('/');
    const isGreedy = path.endsWith('+}');
    const parameters = segments.filter((segment) => segment.startsWith('{')).length;
    return [Number(isGreedy), isGreedy ? -segments.length : parameters, Number(method === 'ANY')];
  };
  return routes.toSorted((one, other) => {
    const others = ranks(other);
    return (
      ranks(one)
        .map((rank, index) => rank - (others[index] ?? 0))
        .find((difference) => difference !== 0) ?? 0
    );
  });
}

/** The parameters of a path; undefined if the route is for other paths. */
function parametersIn(path: string, route: string): Record<string, string> | undefined {
  const names: string[] = [];
  const source = route.replaceAll(/\{([^}+]+)(\+?)\}|[.*+?^${}()|[\]\\]/g, (text, name?: string, greedy?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const values = new RegExp(`^${source}$`).exec(path)?.slice(1);
  return values && Object.fromEntries(names.map((name, index) => [name, decoded(values[index] ?? '')]));
}

/** A part of a path without its encoding, or as it is if that is invalid. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
