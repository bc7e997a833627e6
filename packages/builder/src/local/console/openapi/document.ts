import type { ApiParameter, ApiRoute } from '../routes/api-route.ts';
import type { JsonSchema } from './json-schema.ts';
import { namedSchemas, schemaOf } from './schemas.ts';

/** What requests are rejected with, besides what is special about a route. */
const errorMeanings: Readonly<Record<number, string>> = {
  400: 'The request is invalid',
  401: 'The token is missing or wrong',
  403: 'The request comes from another site, is for another host, or does not have the content type `application/json`',
  404: 'What it is about does not exist',
  409: 'It exists already',
  410: 'The events are no longer kept: read the state again, and continue after its `seq`',
  413: 'The request is too large',
  422: 'The destination does not accept the message',
  502: 'The function did not complete its response',
};

/**
 * The OpenAPI document of the API.
 *
 * @param version the version of the builder
 */
export function openApiDocument(routes: readonly ApiRoute[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'alr-builder local',
      summary: 'Controls a running emulator',
      description:
        'The token is in the fragment of the address of the console. The API is on the loopback interface only, and rejects requests of pages of other sites.',
      version,
    },
    security: [{ token: [] }],
    paths,
    components: { schemas: namedSchemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

/** The statuses of the errors of a route. */
export function errorsOf({ method, path, query, errors = [] }: ApiRoute): readonly number[] {
  const isWrite = method !== 'GET';
  const hasInput = isWrite || query !== undefined || path.includes('{');
  return [...new Set([...(hasInput ? [400] : []), 401, 403, ...(isWrite ? [413] : []), ...errors])].sort();
}

/** What the status of an error means. */
export function meaningOf(status: number): string {
  return errorMeanings[status] ?? `Status ${status}`;
}

function operationOf(route: ApiRoute): object {
  const { method, path, summary, query = {}, body, response, contentType = 'application/json' } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, parameter]) => ({
    name,
    in: 'query',
    description: parameter.description,
    schema: schemaOfParameter(parameter),
  }));
  const parameters = [...inPath, ...inQuery];
  const errors = errorsOf(route).map((status) => [
    status,
    { description: meaningOf(status), content: jsonContent(schemaOf('Error')) },
  ]);
  return {
    operationId: operationIdOf(route),
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(method !== 'GET' && {
      requestBody: { required: body !== undefined, content: jsonContent(body ?? { type: 'object' }) },
    }),
    responses: {
      200: { description: 'It has been done', content: { [contentType]: { schema: response } } },
      ...Object.fromEntries(errors),
    },
  };
}

/** `GET /api/queues/{name}` becomes `getQueuesName`. */
function operationIdOf({ method, path }: ApiRoute): string {
  const words = path.replace(/^\/api\//, '').match(/\w+/g) ?? [];
  return method.toLowerCase() + words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}

function schemaOfParameter({ type }: ApiParameter): JsonSchema {
  if (type === 'number') return { type: 'integer', minimum: 0 };
  return { type: type === 'text' ? 'string' : 'boolean' };
}

function jsonContent(schema: JsonSchema): object {
  return { 'application/json': { schema } };
}
