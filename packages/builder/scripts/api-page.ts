import { meaningOf } from '../src/local/console/openapi/document.ts';
import type { JsonSchema, ObjectSchema } from '../src/local/console/openapi/json-schema.ts';
import { namedSchemas } from '../src/local/console/openapi/schemas.ts';
import type { ApiRoute } from '../src/local/console/routes/api-route.ts';
import { routes } from '../src/local/console/routes/routes.ts';

const introduction = `# The API of the console

<!-- pnpm generate in packages/builder writes this page from the table of requests. -->

The console is a client of an HTTP API, which scripts can use, too. \`alr-builder send\`, \`skip\` and \`replay\` are clients of
it as well. \`GET /api/openapi.json\` has it as a document of [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0).

\`\`\`sh
url=http://127.0.0.1:9001     # the address of the console, up to the #
token=0123456789abcdef        # what is after #token= in it
curl -H "Authorization: Bearer $token" "$url/api/invocations?status=error"
curl -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{"amount":"6m"}' "$url/api/skip"
curl -N -H "Authorization: Bearer $token" "$url/api/events"     # a line of JSON for each event
\`\`\`

- **Access**: the API is on the loopback interface only. Each start has another token. A request needs it, and what is not
  a \`GET\` needs the content type \`application/json\`. Requests of pages of other sites are rejected, and no response has CORS
  headers.
- **Responses** are JSON. What is changed is on disk before the response, unless the emulator keeps everything in memory.
- **Errors** have \`{ "error": { "message": … } }\`. 401: the token is missing or wrong. 403: the request comes from another
  site, is for another host, or does not have the content type \`application/json\`. 400: a parameter or the body is
  invalid. 413: the request is larger than 16 MiB. Others are listed with their requests.
- **Times** are milliseconds since 1970 on the clock of the event sources, which \`skip\` moves.`;

/** The page about the API. */
export function apiPage(): string {
  return `${[introduction, ...routes.map(sectionOf), '## Objects', ...objects()].join('\n\n')}\n`;
}

function sectionOf(route: ApiRoute): string {
  const { method, path, summary, query, body, response, contentType, errors = [] } = route;
  const meanings = errors.map((status) => `${status} (${lowered(meaningOf(status))})`);
  const lines = [
    ...Object.entries(query ?? {}).map(([name, { description }]) => `- \`?${name}=\`: ${lowered(description)}`),
    ...(body === undefined ? [] : ['- Body:', ...described(body)]),
    `- Response: ${responseOf(response, contentType)}`,
    ...(meanings.length > 0 ? [`- Errors: ${meanings.join(', ')}`] : []),
  ];
  return [`## \`${method} ${path}\``, `${summary}.`, lines.join('\n')].join('\n\n');
}

function objects(): string[] {
  return Object.entries(namedSchemas)
    .filter(([name]) => name !== 'Error')
    .map(([name, schema]) => [`### ${name}`, described(schema, '', true).join('\n')].join('\n\n'));
}

function responseOf(schema: JsonSchema, contentType: ApiRoute['contentType']): string {
  if (contentType === 'application/octet-stream') return 'bytes';
  return contentType === undefined ? shown(schema) : `lines of JSON, each ${shown(schema)}`;
}

/** The members of an object that have to be explained, each in a line. */
function described({ properties, required }: ObjectSchema, indent = '  ', isDeep = false): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const { description, items = schema } = schema as { description?: string; items?: ObjectSchema };
    const inner =
      isDeep && 'properties' in (items as object) ? described(items as ObjectSchema, `${indent}  `, true) : [];
    const optional = required.includes(name) ? '' : '?';
    const meaning = description === undefined ? '' : `: ${lowered(description)}`;
    return [`${indent}- \`${name}${optional}\`, ${shown(schema)}${meaning}`, ...inner];
  });
}

/** A schema in a few words. */
function shown(schema: JsonSchema): string {
  const { $ref, type, enum: values, items, properties, required } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (Array.isArray(values)) return values.map((value) => `\`${value}\``).join(', ');
  if (Array.isArray(type)) return type.map(nameOfType).join(' or ');
  if (type === 'array') return `list of ${shown(items as JsonSchema)}`;
  if (type === 'object' && properties !== undefined) {
    const names = Object.keys(properties as object).map((name) => {
      return (required as readonly string[]).includes(name) ? name : `${name}?`;
    });
    if (names.length > 5) return 'object';
    return names.length === 0 ? '`{}`' : `\`{ ${names.join(', ')} }\``;
  }
  return type === undefined ? 'any JSON' : nameOfType(type);
}

function nameOfType(type: unknown): string {
  if (type === 'string') return 'text';
  return type === 'boolean' ? 'true or false' : String(type);
}

/** With a small first letter, unless it begins with an abbreviation or a code. */
function lowered(text: string): string {
  if (/^[A-Z]{2}/.test(text)) return text;
  return text.charAt(0).toLowerCase() + text.slice(1);
}
