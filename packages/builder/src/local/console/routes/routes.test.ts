import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import { routes } from './routes.ts';

/** A bucket, its queue with dead letters, a schedule and a function; and a saved event. */
const project = await createTestProject({
  'app.ts': 'export {};',
  'lambda.yaml': `image: { handler: app.Handler }
triggers:
  - { type: s3-sqs, bucket: photos, queue: { name: jobs } }
  - { type: scheduler, name: nightly, schedule_name: nightly, schedule: rate(1 day) }
`,
});
await mkdir(project.path('events'));
await writeFile(project.path('events/greeting.json'), '{"hello":"world"}');
const local = await startTestProject(project);
local.queue('jobs-dlq').send('a dead letter');
const [deadLetter] = local.queue('jobs-dlq').messages;
const { origin, hash } = new URL(local.consoleUrl ?? '');
const TOKEN = new URLSearchParams(hash.slice(1)).get('token') ?? '';

beforeAll(async () => {
  local.bucket('photos').put('a b.jpg', 'content');
  await local.settled();
});
afterAll(async () => {
  await local.close();
  await project[Symbol.asyncDispose]();
});

const good = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
/** Values for the parameters in paths. */
const names: Readonly<Record<string, string>> = {
  queues: 'jobs-dlq',
  buckets: 'photos',
  schedules: 'nightly',
  saved: 'another',
};
/** Queries that routes need. */
const queries: Readonly<Record<string, string>> = {
  code: `?file=${project.path('app.ts')}&line=1`,
  object: '?key=a%20b.jpg',
  compare: '?before=last&after=last',
};
/** Each route, with a value for each parameter in its path. */
const calls = routes.map(({ method, path }) => {
  const [, , collection = ''] = path.split('/');
  const withId = path.replace('{messageId}', deadLetter?.messageId ?? '');
  const filled = withId.replaceAll(/\{\w+\}/g, names[collection] ?? 'last');
  return `${method} ${filled}${queries[path.split('/').at(-1) ?? ''] ?? ''}`;
});
const reads = calls.filter((call) => call.startsWith('GET '));
const writes = calls.filter((call) => !call.startsWith('GET '));
/** A body that is right for each route but those that choose between its members. */
const BODY = '{"event":"{}","faults":["413:50%"],"key":"c.jpg","kind":"sqs","amount":"1s"}';
const bodies: Readonly<Record<string, string>> = {
  'POST /api/replay': '{"id":"last"}',
  'POST /api/send': '{"to":"queue:jobs","content":"eA=="}',
  'POST /api/request': '{"method":"GET","path":"/"}',
  'POST /api/queues/jobs-dlq/delete': JSON.stringify({ messageId: deadLetter?.messageId }),
};

/** What requests could have changed. */
async function effects(): Promise<unknown> {
  const { body } = await call('GET /api/state', good);
  const { body: saved } = await call('GET /api/saved', good);
  const { nodes, faults, clock } = body;
  return { nodes, faults, skipped: clock.skipped, saved, invocations: local.invocations.length };
}

/** `fetch` does not send the headers that matter here. */
async function open(
  route: string,
  headers: Record<string, string>,
  body = bodies[route] ?? BODY,
): Promise<IncomingMessage> {
  const [method = '', path = ''] = route.split(' ');
  const content = method === 'GET' ? '' : body;
  const length = { 'content-length': Buffer.byteLength(content) };
  const outgoing = request(`${origin}${path}`, { method, headers: { ...length, ...headers } });
  outgoing.end(content);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}

async function call(route: string, headers: Record<string, string>, body?: string) {
  const response = await open(route, headers, body);
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(await text(response)) };
}

const wrongForAll: [what: string, status: number, headers: Record<string, string>][] = [
  ['no token', 401, { 'content-type': 'application/json' }],
  ['a wrong token', 401, { ...good, authorization: `Bearer ${'a'.repeat(32)}` }],
  ['the beginning of the token', 401, { ...good, authorization: `Bearer ${TOKEN.slice(1)}` }],
  ['another host', 403, { ...good, host: 'example.org' }],
  ['an address of another machine as its host', 403, { ...good, host: '10.0.0.1' }],
  ['another origin', 403, { ...good, origin: 'https://example.org' }],
  ['an origin without a host', 403, { ...good, origin: 'null' }],
  ['a page of another site', 403, { ...good, 'sec-fetch-site': 'cross-site' }],
];
const wrongForWrites: typeof wrongForAll = [
  ['a form', 403, { ...good, 'content-type': 'application/x-www-form-urlencoded' }],
  ['text', 403, { ...good, 'content-type': 'text/plain' }],
  ['no content type', 403, { authorization: good.authorization }],
];
const rejected = [
  ...calls.flatMap((route) => wrongForAll.map((each) => [route, ...each] as const)),
  ...writes.flatMap((route) => wrongForWrites.map((each) => [route, ...each] as const)),
];

describe('the API of the emulator', () => {
  // Another test may have cleared the history.
  beforeEach(() => call('POST /api/invoke', good));

  // Before the writes, one of which deletes the dead letter.
  it.each(reads)('%s works without a content type', async (route) => {
    const response = await open(route, { authorization: good.authorization });
    expect(response.statusCode).toBe(200);
    response.destroy();
  });

  it.each(calls)('%s works with the token', async (route) => {
    const response = await open(route, good);
    expect(response.statusCode).toBe(200);
    response.destroy();
  });

  it.each(rejected)('%s rejects a request with %s, without an effect', async (route, _what, status, headers) => {
    const before = await effects();
    const response = await call(route, headers);
    expect(response).toMatchObject({ status, body: { error: { message: expect.stringMatching(/./) } } });
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    expect(await effects()).toEqual(before);
  });
});

describe('GET /api/state', () => {
  it('describes the pipeline and what is in it', async () => {
    const { body } = await call('GET /api/state', good);
    expect(body).toMatchObject({
      directory: project.directory,
      functions: [
        {
          key: 'main',
          functionName: 'function',
          state: expect.any(String),
          triggers: [{ type: 's3-sqs' }, { type: 'scheduler' }],
        },
      ],
      edges: expect.arrayContaining([
        { from: 'bucket:photos', to: 'queue:jobs', label: '' },
        { from: 'queue:jobs', to: 'function:main', label: 'one by one' },
        { from: 'queue:jobs', to: 'queue:jobs-dlq', label: 'after 3 receives' },
      ]),
    });
    expect(body.nodes.find(({ id }: { id: string }) => id === 'bucket:photos').objects).toBeGreaterThan(0);
  });
});
