import { ApiError, type ApiParameter, type ApiRequest, type ApiRoute } from '../routes/api-route.ts';
import { routes } from '../routes/routes.ts';

/** A request for a route, with its parameters. */
export type FoundRoute = Pick<ApiRequest, 'path' | 'query'> & { readonly route: ApiRoute };

const patterns = routes.map((route) => ({ route, pattern: patternOf(route.path) }));

/**
 * Finds the route of a request.
 *
 * @throws {ApiError} there is none, or its query is invalid
 */
export function findRoute(method: string, url: string): FoundRoute {
  const [path = '', query = ''] = url.split('?', 2);
  for (const { route, pattern } of patterns) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    return { route, path: decoded(match.groups ?? {}), query: queryOf(new URLSearchParams(query), route) };
  }
  throw new ApiError(404, `there is no ${method} ${path}`);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw new ApiError(400, 'the path has a % that is not followed by the number of a byte of UTF-8');
  }
}

function queryOf(given: URLSearchParams, { method, path, query = {} }: ApiRoute): ApiRequest['query'] {
  const values: Record<string, string | number | boolean> = {};
  for (const [name, text] of given) {
    const parameter = Object.hasOwn(query, name) ? query[name] : undefined;
    if (parameter === undefined) throw new ApiError(400, `${method} ${path} has no parameter ${name}`);
    values[name] = valueIn(name, text, parameter);
  }
  return values;
}

function valueIn(name: string, text: string, { type }: ApiParameter): string | number | boolean {
  if (type === 'text') return text;
  if (type === 'number' && /^\d{1,16}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  throw new ApiError(
    400,
    `${name} is ${JSON.stringify(text)}: it must be ${type === 'number' ? 'a whole number' : 'true or false'}`,
  );
}
