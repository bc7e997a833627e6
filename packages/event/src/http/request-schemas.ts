import { parseJson } from '../payload/json.ts';
import { type Checked, check, type SchemaIssue, type StandardSchema } from '../payload/schema.ts';
import type { RequestEvent } from './request-form.ts';

/** The schemas of requests and their responses. What has no schema is not checked. */
export interface RequestSchemas {
  /**
   * The body: decoded JSON, the fields of a form (`application/x-www-form-urlencoded`), or a string; undefined if
   * empty.
   */
  readonly body?: StandardSchema;
  /** The query: an object of strings, with a list of strings for a name that is repeated. */
  readonly query?: StandardSchema;
  /** The path parameters: an object of strings. Only API Gateway has them, for a route such as `/orders/{id}`. */
  readonly path?: StandardSchema;
  /** The body of a response that has a status of 2xx: decoded JSON, or a string; undefined if empty. */
  readonly response?: StandardSchema;
}

const parts = ['body', 'query', 'path'] as const;
type Part = (typeof parts)[number];

/** What `onRequest` gets of a request that has these schemas: the output of each of them. */
export type RequestInput<Schemas extends RequestSchemas> = {
  readonly [Name in Extract<keyof Schemas, Part>]: Schemas[Name] extends SchemaOf<infer Output> ? Output : unknown;
};

/** The input of any request. */
export type AnyRequestInput = { readonly [Name in Part]?: unknown };

interface SchemaOf<Output> {
  readonly '~standard': { readonly types?: { readonly output: Output } | undefined };
}

/** A request after its validation: it is valid unless it has issues. */
interface CheckedRequest {
  readonly input: AnyRequestInput;
  readonly issues: readonly SchemaIssue[];
}

/** Validates the parts of a request, all of them, so that the client learns of every issue. The body stays unread. */
export async function checkRequest(
  schemas: RequestSchemas,
  request: Request,
  event: RequestEvent,
): Promise<CheckedRequest> {
  const input: Partial<Record<Part, unknown>> = {};
  const issues: SchemaIssue[] = [];
  for (const part of parts) {
    const schema = schemas[part];
    if (schema === undefined) continue;
    const checked = await checkPart(part, schema, request, event);
    input[part] = checked.output;
    issues.push(...checked.issues.map(({ message, path }) => ({ message, path: [part, ...path] })));
  }
  return { input, issues };
}

/** Validates the body of a response, which stays unread. Returns the issues. */
export async function checkResponseBody(
  schema: StandardSchema | undefined,
  method: string,
  response: Response,
): Promise<readonly SchemaIssue[]> {
  const isWithoutBody = method === 'HEAD' || response.status === 204 || response.status === 205;
  if (schema === undefined || !response.ok || isWithoutBody) return [];
  const { issues } = await checkBody(schema, await response.clone().text(), response.headers);
  return issues;
}

async function checkPart(part: Part, schema: StandardSchema, request: Request, event: RequestEvent): Promise<Checked> {
  switch (part) {
    case 'body':
      return checkBody(schema, await request.clone().text(), request.headers);
    case 'query':
      return check(schema, toObject(new URL(request.url).searchParams));
    case 'path':
      return check(schema, ('pathParameters' in event && event.pathParameters) || {});
  }
}

/** Validates a body, which is decoded by its content type. Without one, it must be JSON. */
async function checkBody(schema: StandardSchema, text: string, headers: Headers): Promise<Checked> {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'application/json';
  if (text === '') return check(schema, undefined);
  if (type === 'application/x-www-form-urlencoded') return check(schema, toObject(new URLSearchParams(text)));
  if (!/[/+]json$/.test(type)) return check(schema, text);
  const value = parseJson(text);
  return value === undefined ? { issues: [{ message: 'it is not JSON', path: [] }] } : check(schema, value);
}

/** The value of a name that occurs once is a string; that of a repeated name is a list. */
function toObject(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...others] = parameters.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}
