import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';
import { traceVariables } from './traces.ts';

let local: TestLocal;
let daemon: string;
let otlp: string;
/** Of the last invocation. */
let traceId: string;

beforeAll(async () => {
  local = await startTestLocal({ trace: true });
  daemon = await variable('AWS_XRAY_DAEMON_ADDRESS');
  otlp = await variable('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
});
afterAll(() => local.close());
beforeEach(async () => {
  await local.invoke({ respond: '1' });
  await local.settled();
  traceId = /Root=([^;]+)/.exec(local.invocations.at(-1)?.traceHeader ?? '')?.[1] ?? '';
});

async function variable(name: string): Promise<string> {
  const { payload } = await local.invoke({ describe: name });
  return (payload as { variable: string }).variable;
}

const spans = () => local.invocations.at(-1)?.spans ?? [];

async function send(document: object, header = '{"format":"json","version":1}'): Promise<void> {
  const socket = createSocket('udp4');
  const [host, port] = daemon.split(':');
  socket.send(`${header}\n${JSON.stringify(document)}`, Number(port), host);
  await once(socket, 'listening');
  await new Promise<void>((closed) => setImmediate(() => socket.close(() => closed())));
}

function subsegment(name: string, id: string, more: object = {}): object {
  const now = Date.now() / 1000;
  return { type: 'subsegment', trace_id: traceId, name, id, start_time: now, end_time: now + 0.5, ...more };
}

async function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(otlp, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  await response.arrayBuffer();
  return response.status;
}

function otlpRequest(id: string, more: object = {}): string {
  const start = `${Date.now()}000000`;
  const span = {
    traceId: traceId.replaceAll(/^1-|-/g, ''),
    spanId: id,
    name: 'work',
    kind: 3,
    startTimeUnixNano: start,
    endTimeUnixNano: `${Date.now() + 250}000000`,
    ...more,
  };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

describe('the daemon of X-Ray', () => {
  it('adds subsegments to their invocation, as a tree', async () => {
    await send(
      subsegment('outer', '00000000000000a1', {
        parent_id: '00000000000000ff',
        subsegments: [
          subsegment('S3', '00000000000000a2', {
            namespace: 'aws',
            fault: true,
            cause: { exceptions: [{ type: 'NoSuchKey', message: 'not there' }] },
            aws: { operation: 'GetObject', region: 'eu-central-1' },
            http: { response: { status: 404 } },
            annotations: { user: 'a' },
          }),
        ],
      }),
    );
    await expect.poll(spans).toHaveLength(2);
    // The inner one is made first, so it may begin a millisecond earlier.
    const [outer, inner] = spans().toSorted((one, other) => one.id.localeCompare(other.id));
    expect(outer).toMatchObject({
      id: '00000000000000a1',
      parentId: '00000000000000ff',
      name: 'outer',
      kind: 'internal',
    });
    expect(outer?.durationMs).toBeCloseTo(500);
    expect(inner).toMatchObject({
      parentId: outer?.id,
      name: 'S3',
      kind: 'client',
      error: 'NoSuchKey: not there',
      attributes: { 'aws.operation': 'GetObject', 'http.response.status_code': 404, user: 'a' },
    });
  });

  it('ignores what is malformed, and what is of no invocation', async () => {
    await send(subsegment('wrong header', '00000000000000b1'), 'x');
    await send(subsegment('wrong id', 'b2'));
    await send(
      subsegment('of another trace, earlier', '00000000000000b3', {
        trace_id: '1-5759e988-bd862e3fe1be46a994272793',
        start_time: 1,
      }),
    );
    await send([]);
    await send(subsegment('right', '00000000000000b4'));
    await expect.poll(spans).toMatchObject([{ name: 'right' }]);
  });

  it('keeps 1,000 spans of an invocation, with short texts', async () => {
    const subsegments = (from: number) =>
      Array.from({ length: 300 }, (_, index) => subsegment('n', String(from + index).padStart(16, '0')));
    for (let from = 1; from < 1500; from += 301) {
      await send(subsegment('a'.repeat(2000), String(from).padStart(16, '0'), { subsegments: subsegments(from + 1) }));
    }
    await expect.poll(() => spans().length).toBe(1000);
    expect(Math.max(...spans().map(({ name }) => name.length))).toBe(501);
  });
});

describe('OTLP over HTTP', () => {
  it.each<[string, (text: string) => string | Buffer, Record<string, string>]>([
    ['JSON', (text) => text, {}],
    ['JSON with a charset', (text) => text, { 'content-type': 'application/json; charset=utf-8' }],
    ['compressed JSON', (text) => gzipSync(text), { 'content-encoding': 'gzip' }],
  ])('adds spans of %s', async (_, encode, headers) => {
    const attributes = [
      { key: 'n', value: { intValue: '7' } },
      { key: 'list', value: { arrayValue: { values: [{ boolValue: true }] } } },
    ];
    const status = { code: 2, message: 'it failed' };
    expect(await post(encode(otlpRequest('00000000000000C1', { attributes, status })), headers)).toBe(200);
    const { requestId } = local.invocations.at(-1) ?? {};
    await local.until('spans', (event) => event.requestId === requestId && event.spans === 1);
    expect(spans()).toMatchObject([
      {
        id: '00000000000000c1',
        name: 'work',
        kind: 'client',
        error: 'it failed',
        attributes: { n: 7, list: '[true]' },
      },
    ]);
  });

  it('adds spans of a trace of its own to the only invocation at that time', async () => {
    const { startedAt = 0 } = local.invocations.at(-1) ?? {};
    const time = `${startedAt}000000`;
    const own = { traceId: 'a'.repeat(32), startTimeUnixNano: time, endTimeUnixNano: time };
    expect(await post(otlpRequest('00000000000000d1', own))).toBe(200);
    expect(spans()).toMatchObject([{ id: '00000000000000d1' }]);
  });

  it.each<[number, string, string | Buffer, Record<string, string>]>([
    [400, 'text', 'x', {}],
    [400, 'bytes that are no protobuf', Buffer.from([0xff]), { 'content-type': 'application/x-protobuf' }],
    [400, 'bytes that are not compressed', '{}', { 'content-encoding': 'gzip' }],
    [400, 'another encoding', '{}', { 'content-encoding': 'br' }],
    [400, 'what becomes too large', gzipSync(Buffer.alloc(65 * 1024 * 1024)), { 'content-encoding': 'gzip' }],
    [413, 'what is too large', Buffer.alloc(9 * 1024 * 1024), {}],
    [415, 'another type', '{}', { 'content-type': 'text/plain' }],
    [403, 'the request of a page', '{}', { origin: 'https://a.example' }],
  ])('responds with %s to %s', async (status, _, body, headers) => {
    expect(await post(body, headers)).toBe(status);
    expect(await post(otlpRequest('00000000000000e1'))).toBe(200);
  });
});

describe('the variables that lead spans here', () => {
  it.each<[string, NodeJS.ProcessEnv, readonly string[]]>([
    [
      'all if none is set',
      {},
      ['AWS_XRAY_DAEMON_ADDRESS', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'],
    ],
    [
      'not X-Ray if it is elsewhere',
      { AWS_XRAY_DAEMON_ADDRESS: 'a:1' },
      ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'],
    ],
    ['not OTLP if it is elsewhere', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a' }, ['AWS_XRAY_DAEMON_ADDRESS']],
    [
      'not OTLP if its traces are elsewhere',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a' },
      ['AWS_XRAY_DAEMON_ADDRESS'],
    ],
    ['not OTLP with gRPC', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, ['AWS_XRAY_DAEMON_ADDRESS']],
    [
      'the protocol that is set',
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      ['AWS_XRAY_DAEMON_ADDRESS', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
    ],
  ])('are %s', (_, own, names) => {
    expect(Object.keys(traceVariables(own, '127.0.0.1:1', '127.0.0.1:2'))).toEqual(names);
  });

  it('are not there without tracing, nor if the function has others', async () => {
    await using without = await startTestLocal({ trace: false });
    expect((await without.invoke({ describe: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' })).payload).not.toHaveProperty(
      'variable',
    );
    await using own = await startTestLocal({ env: { AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:7' } });
    expect((await own.invoke({ describe: 'AWS_XRAY_DAEMON_ADDRESS' })).payload).toMatchObject({
      variable: '127.0.0.1:7',
    });
  });
});
