import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../../http/server.ts';
import { ProjectFaults } from '../../project/project-faults.ts';
import type { SendRequest } from '../../project/send/send.ts';
import { InvocationHistory } from '../../record/history.ts';
import type { InvocationSource } from '../../record/invocation-record.ts';
import type { ReplayRequest } from '../../replay/replay.ts';
import { UnknownInvocationError } from '../../replay/unknown-invocation.ts';
import type { ControlledEmulator } from '../routes/api-route.ts';
import { createApiServer } from './api-server.ts';
import { EventLog, type NumberedEvent } from './event-log.ts';

const TOKEN = 'b'.repeat(32);
/** What has been done, so that tests can see that nothing was. */
const effects: unknown[] = [];
const events = new EventLog(0);
const history = new InvocationHistory();

function addInvocation(event: string, source: InvocationSource = 'invoke', requestId = `request-${history.count + 1}`) {
  const summary = {
    requestId,
    function: 'main',
    source,
    status: 'success',
    startedAt: 1,
    durationMs: 2,
    attempt: 1,
  } as const;
  const details = { traceHeader: 'Root=1', logs: ['a line'], phases: [], calls: [], codeLoadedAt: 0, faults: [] };
  return history.add(summary, { event: Buffer.from(event), response: Buffer.from('1.0'), details }, 1);
}

const project: Pick<
  ControlledEmulator['project'],
  'faults' | 'history' | 'skip' | 'send' | 'replay' | 'compare' | 'pin'
> = {
  faults: await ProjectFaults.open(() => effects.push('faults')),
  history,
  async skip(amount) {
    effects.push(amount);
    return { ms: 1000, now: 2000, nextDue: undefined, invocations: 1 };
  },
  async send(sent) {
    effects.push(sent);
    return { to: 'jobs', kind: 'queue', ids: ['1'] };
  },
  async replay(replayed) {
    effects.push(replayed);
    return { of: 'a', function: 'main', id: 3, requestId: 'b', status: 'same', differences: [] };
  },
  async compare() {
    return { before: 1, after: 2, response: [], calls: [] };
  },
  async pin(selector, isPinned) {
    effects.push([selector, isPinned]);
    const entry = history.find(selector);
    if (entry === undefined) throw new UnknownInvocationError(selector);
    return { ...entry, isPinned };
  },
};
// The other members are tested with a running emulator.
const emulator = { project, events, directory: '', url: '', functionUrls: {} } as unknown as ControlledEmulator;
const server = createApiServer(emulator, TOKEN, { hasPage: false });
let address = '';

beforeAll(async () => {
  addInvocation('{"n":12345678901234567890}');
  address = await listen(server, '127.0.0.1', 0);
});
afterAll(() => closeServer(server, 0));

const good = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
/** `fetch` does not send the headers that matter here. */
async function open(route: string, headers: Record<string, string>, body = '{}'): Promise<IncomingMessage> {
  const [method = '', path = ''] = route.split(' ');
  const content = method === 'GET' ? '' : body;
  const length = { 'content-length': Buffer.byteLength(content) };
  const outgoing = request(`http://${address}${path}`, { method, headers: { ...length, ...headers } });
  outgoing.end(content);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}

async function call(route: string, headers: Record<string, string>, body?: string) {
  const response = await open(route, headers, body);
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(await text(response)) };
}

describe('the API of the emulator', () => {
  it('has no other routes', async () => {
    for (const route of [
      'GET /',
      'POST /api/other',
      'GET /api/skip',
      'POST /constructor',
      'GET /api/invocations/1/2',
    ]) {
      expect(await call(route, good)).toMatchObject({ status: 404 });
    }
  });

  it.each([
    ['?limit=x', 'limit is "x": it must be a whole number'],
    ['?replays=yes', 'replays is "yes": it must be true or false'],
    ['?constructor=1', 'GET /api/invocations has no parameter constructor'],
    ['/%', 'the path has a % that is not'],
  ])('rejects the request for invocations%s', async (query, message) => {
    expect(await call(`GET /api/invocations${query}`, good)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
  });
});

describe('POST /api/skip', () => {
  it.each([
    ['{"amount":"6m"}', 360_000],
    ['{"amount":1500}', 1500],
    ['{}', 'next'],
    ['', 'next'],
  ])('skips what %s says', async (body, expected) => {
    expect(await call('POST /api/skip', good, body)).toMatchObject({ status: 200, body: { ms: 1000, invocations: 1 } });
    expect(effects.at(-1)).toBe(expected);
  });

  it.each([
    ['{"amount":"six"}', '"six" is not a time to skip'],
    ['{"amount":null}', 'amount is neither a text nor a number'],
    ['{"amount":', 'the request is not JSON'],
    ['[]', 'the request is not a JSON object'],
  ])('rejects %s', async (body, message) => {
    expect(await call('POST /api/skip', good, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
  });
});

describe('POST /api/send', () => {
  it('sends what a request says', async () => {
    const content = Buffer.from([0, 255]);
    const body = { to: 'jobs', content: content.toString('base64'), count: 2, attributes: { kind: 'new' } };
    expect(await call('POST /api/send', good, JSON.stringify(body))).toMatchObject({
      status: 200,
      body: { to: 'jobs', kind: 'queue', ids: ['1'] },
    });
    expect(effects.at(-1)).toEqual({ ...body, content } satisfies SendRequest);
  });

  it.each([
    ['{"to":1}', 'to is not a text'],
    ['{"count":0}', 'count is not a whole number from 1 to 10000'],
    ['{"count":"2"}', 'count is not a whole number'],
    ['{"attributes":["a"]}', 'attributes is not an object of texts'],
    ['{"attributes":{"a":1}}', 'attributes is not an object of texts'],
  ])('does not send %s', async (body, message) => {
    const before = effects.length;
    expect(await call('POST /api/send', good, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
    expect(effects).toHaveLength(before);
  });
});

describe('POST /api/replay', () => {
  it.each<[string, ReplayRequest]>([
    ['{"id":3}', { id: '3' }],
    ['{"id":"last","ignore":["response.at"]}', { id: 'last', ignore: ['response.at'] }],
    ['{"event":"{}","name":"a.json","response":"1"}', { event: '{}', name: 'a.json', response: '1' }],
  ])('replays what %s says', async (body, expected) => {
    expect(await call('POST /api/replay', good, body)).toMatchObject({ status: 200, body: { status: 'same' } });
    expect(effects.at(-1)).toEqual(expected);
  });

  it.each([
    ['{}', 'id and event are missing: give one of them'],
    ['{"id":null}', 'id is neither a text nor a number'],
    ['{"event":{}}', 'event is not a text'],
    ['{"id":1,"ignore":"a"}', 'ignore is not a list of texts'],
  ])('does not replay %s', async (body, message) => {
    expect(await call('POST /api/replay', good, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
  });
});

describe('the faults of the API', () => {
  it('replaces them, and says which are in force and which are possible', async () => {
    const body = '{"faults":["queue=duplicate:20%"],"seed":7}';
    expect(await call('PUT /api/faults', good, body)).toMatchObject({
      status: 200,
      body: { faults: ['queue=duplicate:20%'], seed: 7 },
    });
    expect((await call('GET /api/faults', good)).body).toEqual({
      faults: ['queue=duplicate:20%'],
      seed: 7,
      possible: expect.arrayContaining(['413', 'next=reset', 'queue=late', 'aws=SERVICE.Operation:STATUS']),
    });
  });

  it.each([
    ['{}', 'faults is not a list of texts'],
    ['{"faults":[413]}', 'faults is not a list of texts'],
    ['{"faults":[],"seed":-1}', 'seed is not a whole number from 0 to 4294967295'],
    ['{"faults":["queu=late"]}', 'did you mean queue=late?'],
  ])('stay the same after %s', async (body, message) => {
    const before = await call('GET /api/faults', good);
    expect(await call('PUT /api/faults', good, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
    expect((await call('GET /api/faults', good)).body).toEqual(before.body);
  });
});

describe('GET /api/invocations', () => {
  it('lists invocations page by page, newest first', async () => {
    for (let count = 0; count < 3; count++) addInvocation('{}', count === 1 ? 'replay' : 'sqs');
    const ids = async (query: string) => {
      const { body } = await call(`GET /api/invocations${query}`, good);
      return [body.invocations.map(({ id }: { id: number }) => id), body.next];
    };
    expect(await ids('?limit=2')).toEqual([[4, 3], 3]);
    expect(await ids('?limit=2&before=3')).toEqual([[2, 1], undefined]);
    expect(await ids('?replays=false&source=sqs')).toEqual([[4, 2], undefined]);
    expect(await ids('?text=1234567890')).toEqual([[1], undefined]);
    expect(await ids('?limit=0')).toEqual([[], undefined]);
  });

  it('has the event and the response of one as they were', async () => {
    const response = await open('GET /api/invocations/request-1', good);
    const body = await text(response);
    expect(body).toContain('"event":{"n":12345678901234567890},"response":1.0}');
    expect(JSON.parse(body)).toMatchObject({ id: 1, requestId: 'request-1', logs: ['a line'], pinned: false });
    expect(await call('GET /api/invocations/none', good)).toMatchObject({ status: 404 });
  });
});

describe('GET /api/events', () => {
  it('continues after an event, without gaps and without duplicates', async () => {
    const add = (message: string) => events.add({ type: 'warning', message });
    add('first');
    add('second');
    const response = await open('GET /api/events?after=0', good);
    expect(response.headers['content-type']).toBe('application/x-ndjson');
    const read = createInterface({ input: response })[Symbol.asyncIterator]();
    // Other tests have changed the faults.
    const next = async (): Promise<NumberedEvent & { readonly type: 'warning' }> => {
      const event: NumberedEvent = JSON.parse(String((await read.next()).value));
      return event.type === 'warning' ? event : next();
    };
    const [first, second] = [await next(), await next()];
    expect([first.message, second.message]).toEqual(['first', 'second']);
    add('third');
    expect(await next()).toMatchObject({
      seq: second.seq + 1,
      type: 'warning',
      message: 'third',
      time: expect.any(String),
    });
    response.destroy();

    const again = await open(`GET /api/events?after=${second.seq}`, good);
    const [line] = await once(createInterface({ input: again }), 'line');
    expect(JSON.parse(line)).toMatchObject({ seq: second.seq + 1 });
    again.destroy();
  });

  it.each([999_999_999, 1_000_000_000_000_000])('says that the events after %s are not there', async (after) => {
    expect(await call(`GET /api/events?after=${after}`, good)).toMatchObject({
      status: 410,
      body: { error: { message: expect.stringContaining('are no longer kept: read the state again') } },
    });
  });
});
