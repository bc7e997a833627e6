import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import { version } from '../../../package-files.ts';
import type { ApiRoute } from '../routes/api-route.ts';
import { routes } from '../routes/routes.ts';
import { openApiDocument } from './document.ts';

const project = await createTestProject({
  'app.ts': 'export {};',
  'lambda.yaml': `project: shop
functions:
  photos:
    handler: app.Photos
    triggers:
      - { type: url, auth_type: NONE, invoke_mode: RESPONSE_STREAM }
      - { type: s3-sqs, bucket: photos, queue: { name: jobs } }
  alerts:
    handler: app.Alerts
    triggers:
      - { type: sns, topic_name: alerts }
      - { type: eventbridge, name: nightly, rule_name: nightly, schedule: rate(1 day) }
`,
});
const local = await startTestProject(project, { trace: true });
local.queue('jobs-dlq').send({
  body: 'a dead letter',
  attributes: { kind: { DataType: 'String', StringValue: 'order' } },
});
const [deadLetter] = local.queue('jobs-dlq').messages;
const { origin, hash } = new URL(local.consoleUrl ?? '');
const headers = {
  authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}`,
  'content-type': 'application/json',
};

/** Two successes, one of a batch; an error; a stream; and messages that wait. */
beforeAll(async () => {
  await local.invoke({ respond: '{"n":1}' }, { FunctionName: 'photos', ClientContext: btoa('{"custom":{}}') });
  await local.invoke({ fail: 'Function.Broken' }, { FunctionName: 'photos' });
  await (await fetch(local.functions.photos?.url ?? '', { method: 'POST', body: '{"stream":["a","b"]}' })).text();
  const described = await local.invoke({ describe: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' }, { FunctionName: 'photos' });
  const { variable } = described.payload as { variable: string };
  await local.settled();
  await fetch(variable, { method: 'POST', body: spanNow(), headers: { 'content-type': 'application/json' } });
  local.bucket('photos').put('a.jpg', 'content');
  await local.settled();
});
/** A span of the last invocation. */
function spanNow(): string {
  const traceId = /Root=1-([^;]+)/.exec(local.invocations.at(-1)?.traceHeader ?? '')?.[1]?.replace('-', '');
  const times = { startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now()}000000` };
  const attributes = [{ key: 'n', value: { intValue: 1 } }];
  const status = { code: 2, message: 'failed' };
  const [spanId, parentSpanId] = ['00000000000000a1', '00000000000000a2'];
  const span = { traceId, spanId, parentSpanId, name: 'work', kind: 1, ...times, attributes, status };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

afterAll(async () => {
  await local.close();
  await project[Symbol.asyncDispose]();
});

/** What a client reads: the document of the running emulator. */
const document = JSON.parse(await (await call('GET', '/api/openapi.json')).text());
const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
// Members that the document does not have would be missing in it. Events have more, and their schema says so.
ajv.addSchema(closed(document) as object, 'api');

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, closed(each)]));
  return 'properties' in copy && 'required' in copy ? { additionalProperties: false, ...copy } : copy;
}

interface CallResult {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly response: IncomingMessage;
  text(): Promise<string>;
}

async function call(method: string, path: string, body: object = {}): Promise<CallResult> {
  const content = method === 'GET' ? '' : JSON.stringify(body);
  // Without a length, Node sends no body with DELETE.
  const length = { 'content-length': Buffer.byteLength(content) };
  const outgoing = request(`${origin}${path}`, { method, headers: { ...headers, ...length } });
  outgoing.end(content);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    response,
    text: () => text(response),
  };
}

/** How the value differs from the schema at a place in the document. */
function problemsOf(value: unknown, ...place: readonly string[]): unknown {
  const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const validate = ajv.getSchema(`api#/${encodeURI(pointer)}`);
  if (validate === undefined) throw new Error(`there is no schema at ${pointer}`);
  validate(value);
  return validate.errors ?? [];
}

function problemsOfResponse({ method, path }: ApiRoute, value: unknown, type = 'application/json'): unknown {
  return problemsOf(value, 'paths', path, method.toLowerCase(), 'responses', '200', 'content', type, 'schema');
}

/** A request for each route; some for several kinds of responses. */
const requests: readonly (readonly [route: string, path?: string | undefined, body?: object])[] = [
  ['GET /api/state'],
  ['GET /api/queues/{name}', '/api/queues/jobs-dlq'],
  ['GET /api/queues/{name}/messages/{messageId}', `/api/queues/jobs-dlq/messages/${deadLetter?.messageId}`],
  ['GET /api/buckets/{name}', '/api/buckets/photos'],
  ['POST /api/buckets/{name}/put', '/api/buckets/photos/put', { key: 'b.jpg', base64: 'AA==' }],
  ['POST /api/buckets/{name}/delete', '/api/buckets/photos/delete', { key: 'b.jpg' }],
  ['POST /api/schedules/{name}/run', '/api/schedules/nightly/run'],
  ['POST /api/invoke', undefined, { event: '{"respond":"1"}', function: 'photos' }],
  ['POST /api/request', undefined, { method: 'POST', path: '/', body: '{"respond":"1"}' }],
  ['GET /api/samples'],
  ['POST /api/samples', undefined, { kind: 'sqs', options: { records: 2 } }],
  ['PUT /api/saved/{name}', '/api/saved/one', { event: '{}' }],
  ['PUT /api/saved/{name}', '/api/saved/two', { id: 'last' }],
  ['GET /api/saved'],
  ['POST /api/skip', undefined, { amount: '1s' }],
  ['POST /api/skip', undefined, { amount: 'next' }],
  ['POST /api/send', undefined, { to: 'queue:jobs', content: 'eA==' }],
  ['GET /api/code', `/api/code?file=${project.path('app.ts')}&line=1`],
  ['GET /api/running/{id}', '/api/running/none'],
  ['GET /api/invocations'],
  ['GET /api/invocations', '/api/invocations?limit=1'],
  ['GET /api/invocations/{id}', '/api/invocations/1'],
  ['GET /api/invocations/{id}', '/api/invocations/2'],
  ['GET /api/invocations/{id}', '/api/invocations/3'],
  ['GET /api/invocations/{id}', '/api/invocations/4'],
  ['GET /api/invocations/{id}', '/api/invocations/5'],
  ['POST /api/replay', undefined, { id: '1' }],
  ['POST /api/replay', undefined, { event: '{"fail":"Function.Broken"}', function: 'photos', response: '1' }],
  ['PUT /api/pins/{id}', '/api/pins/1', { ignore: ['response.at'] }],
  ['GET /api/pins'],
  ['GET /api/compare', '/api/compare?before=1&after=2'],
  ['DELETE /api/pins/{id}', '/api/pins/1'],
  ['PUT /api/faults', undefined, { faults: ['queue=duplicate:20%'], seed: 7 }],
  ['GET /api/faults'],
  ['PUT /api/faults', undefined, { faults: [] }],
  ['GET /api/export'],
  ['GET /api/openapi.json'],
  ['POST /api/queues/{name}/redrive', '/api/queues/jobs-dlq/redrive'],
  ['POST /api/queues/{name}/delete', '/api/queues/jobs-dlq/delete', { messageId: deadLetter?.messageId }],
  ['POST /api/queues/{name}/purge', '/api/queues/jobs-dlq/purge'],
  ['POST /api/restart'],
];
/** Those whose responses are not JSON, and what would remove the invocations. */
const others = ['GET /api/buckets/{name}/object', 'GET /api/events', 'POST /api/clear'];

const nameOf = ({ method, path }: ApiRoute) => `${method} ${path}`;

describe('the OpenAPI document', () => {
  it('has all routes, and what each needs', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(routes, version()))));
    expect(document).toMatchObject({ openapi: '3.1.0', security: [{ token: [] }] });
    const operations = Object.values<object>(document.paths).flatMap((each) => Object.values(each));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length);
    expect([...new Set([...requests.map(([route]) => route), ...others])].sort()).toEqual(routes.map(nameOf).sort());
    expect(document.paths['/api/queues/{name}'].get).toMatchObject({
      parameters: [
        { name: 'name', in: 'path', required: true },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 0 } },
        { name: 'skip', in: 'query' },
        { name: 'preview', in: 'query' },
      ],
      responses: { 200: {}, 400: {}, 401: {}, 403: {}, 404: {} },
    });
  });

  it('refers only to schemas that it has', () => {
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(document.components.schemas).toHaveProperty(name ?? '');
    }
  });

  it.each(requests.map(([name, path, body]) => ({ name, path, body })))(
    'describes the request and the response of $name ($path)',
    async ({ name, path, body }) => {
      const route = routes.find((each) => nameOf(each) === name);
      if (route === undefined) throw new Error(`there is no route ${name}`);
      const { status, text: read } = await call(route.method, path ?? route.path, body);
      const response: unknown = JSON.parse(await read());
      expect(response).not.toHaveProperty('error.message', expect.stringContaining('the emulator failed'));
      expect(status).toBe(200);
      expect(problemsOfResponse(route, response)).toEqual([]);
      if (body === undefined) return;
      const method = route.method.toLowerCase();
      const place = ['paths', route.path, method, 'requestBody', 'content', 'application/json', 'schema'];
      expect(problemsOf(body, ...place)).toEqual([]);
    },
  );

  it('has been compared with all parts that an invocation can have', async () => {
    const all = await Promise.all(
      ['1', '2', '3', '4', '5'].map(async (id) => (await call('GET', `/api/invocations/${id}`)).text()),
    );
    const members = new Set(all.flatMap((each) => Object.keys(JSON.parse(each))));
    const kinds = ['batch', 'chunks', 'clientContext', 'error', 'errorType', 'response', 'spans'];
    expect([...members]).toEqual(expect.arrayContaining(kinds));
  });

  it('describes events', async () => {
    const route = routes.find(({ path }) => path === '/api/events');
    const { response, type = '' } = await call('GET', '/api/events?after=0');
    const [line] = (await once(createInterface({ input: response }), 'line')) as [string];
    response.destroy();
    expect(route && problemsOfResponse(route, JSON.parse(line), type)).toEqual([]);
  });

  it('describes errors', async () => {
    const { status, text: read } = await call('GET', '/api/queues/none');
    expect(status).toBe(404);
    expect(problemsOf(JSON.parse(await read()), 'components', 'schemas', 'Error')).toEqual([]);
    expect(problemsOf({ error: {} }, 'components', 'schemas', 'Error')).not.toEqual([]);
  });
});
