/**
 * An emulator that only plays its API, with content that shows each part of the page, and as many invocations as wanted.
 * `node test/fake-emulator.ts [COUNT] [PORT]` starts it for work on the page.
 */
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const NOW = Date.now();
const types: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

const functions = [
  {
    key: 'thumbnails',
    functionName: 'shop-thumbnails-dev',
    state: 'ready',
    triggers: [{ name: 's3-sqs', type: 's3-sqs', sample: 's3-in-sqs' }],
  },
  {
    key: 'orders',
    functionName: 'shop-orders-dev',
    url: 'http://127.0.0.1:9000/',
    state: 'ready',
    triggers: [{ name: 'http', type: 'http-api', sample: 'http-api' }],
  },
  {
    key: 'mails',
    functionName: 'shop-mails-dev',
    state: 'ready',
    triggers: [{ name: 'sns', type: 'sns', sample: 'sns' }],
  },
  {
    key: 'report',
    functionName: 'shop-report-dev',
    state: 'ready',
    triggers: [{ name: 'scheduler', type: 'scheduler', sample: 'scheduler' }],
  },
].map((each) => ({ timeoutMs: 30_000, memorySizeMB: 512, handler: `src/${each.key}.handler`, ...each }));
/** As `GET /api/state` of the emulator. */
const state = {
  version: '1.1.0',
  directory: '/home/ada/shop',
  project: 'shop',
  functions,
  nodes: [
    { id: 'bucket:photos', kind: 'bucket', name: 'photos', objects: 12 },
    { id: 'queue:jobs', kind: 'queue', name: 'thumbnail-jobs', visible: 3, hidden: 1, delayed: 0 },
    {
      id: 'queue:jobs-dlq',
      kind: 'queue',
      name: 'thumbnail-jobs-dlq',
      visible: 1,
      hidden: 0,
      delayed: 0,
      deadLettersOf: ['thumbnail-jobs'],
    },
    { id: 'http:orders', kind: 'http', name: 'HTTP API', front: 'http-api', url: 'http://127.0.0.1:9000/' },
    { id: 'topic:placed', kind: 'topic', name: 'order-placed' },
    { id: 'schedule:nightly', kind: 'schedule', name: 'nightly-report' },
    ...functions.map(({ key }) => ({ id: `function:${key}`, kind: 'function', name: key })),
  ],
  edges: [
    { from: 'bucket:photos', to: 'queue:jobs', label: '*.jpg' },
    { from: 'queue:jobs', to: 'function:thumbnails', label: 'batch of 10' },
    { from: 'queue:jobs', to: 'queue:jobs-dlq', label: 'after 3 receives' },
    { from: 'http:orders', to: 'function:orders', label: 'POST /orders' },
    { from: 'topic:placed', to: 'function:mails', label: '' },
    { from: 'schedule:nightly', to: 'function:report', label: 'rate(1 day)' },
  ],
  clock: { now: NOW + 360_000, skipped: 360_000, nextDue: NOW + 360_000 + 354_000 },
  faults: ['queue=duplicate'],
  data: '.alr/local',
  running: [
    {
      requestId: '9e5a1f00-42c1-4f0e-9a57-0f6c1d3b7a2e',
      function: 'orders',
      startedAt: NOW - 4000,
      source: 'http',
      about: 'GET /orders',
    },
  ],
  firstSeq: 1,
};
const sources = ['sqs', 'http', 'sns', 'schedule', 'sqs', 'invoke'];
const statuses = ['success', 'success', 'error', 'success', 'success', 'timeout'];
const summaryOf = (index: number, startedAt: number) => ({
  id: index + 1,
  requestId: `8e5a1f${String(index).padStart(5, '0')}-42c1-4f0e-9a57-0f6c1d3b7a2e`,
  function: functions[index % 4]?.key,
  source: sources[index % 6],
  status: statuses[index % 6],
  startedAt,
  durationMs: [12.4, 3.1, 845, 1523, 48, 30_000][index % 6],
  attempt: index % 6 === 2 ? 2 : 1,
  pinned: index % 9 === 3,
  ...([{ about: '3 records from jobs', returned: 1 }, { about: 'POST /orders' }, {}][index % 3] ?? {}),
  ...(index % 11 === 4 && { replayOf: '8e5a1f02-42c1-4f0e-9a57-0f6c1d3b7a2e' }),
});
type Summary = ReturnType<typeof summaryOf>;
const detailsOf = (summary: Summary) => {
  const { id } = summary;
  const failed = summary.status !== 'success';
  return {
    ...summary,
    traceHeader: 'Root=1-67a1b2c3-0123456789abcdef01234567;Sampled=0',
    event: {
      Records: [
        {
          messageId: '19dd0b57',
          body: '{"key":"a b.jpg","size":1048576}',
          attributes: { ApproximateReceiveCount: '2' },
          eventSource: 'aws:sqs',
        },
      ],
    },
    ...(failed
      ? {
          errorType: 'Function.TypeError',
          error: {
            errorType: 'TypeError',
            errorMessage: "Cannot read properties of undefined (reading 'width')",
            stackTrace: [
              "TypeError: Cannot read properties of undefined (reading 'width')",
              'at Thumbnails.resize (/home/ada/shop/src/thumbnails.ts:31:24)',
              'at Thumbnails.onMessage (/home/ada/shop/src/thumbnails.ts:18:11)',
              'at SQSHandler.each (/home/ada/shop/node_modules/@alr/event/dist/index.js:120:9)',
              'at node:internal/process/task_queues:105:5',
            ],
            cause: { errorType: 'Error', errorMessage: 'no metadata in a b.jpg' },
          },
        }
      : { response: { batchItemFailures: [], thumbnails: 3, ok: true, note: null } }),
    logs: [
      'START RequestId: 8e5a1f02 Version: $LATEST',
      '{"level":"INFO","message":"resizing","key":"a b.jpg","width":320}',
      '2026-11-28T14:03:09.120Z WARN the picture has no profile',
      '2026-11-28T14:03:09.220Z ERROR could not resize a b.jpg',
      'END RequestId: 8e5a1f02',
      'REPORT RequestId: 8e5a1f02 Duration: 845.12 ms Billed Duration: 846 ms Memory Size: 512 MB',
    ],
    batch: { from: 'thumbnail-jobs', records: [{ id: '19dd0b57', receiveCount: 2 }] },
    phases: [
      { name: 'init', startMs: -210, durationMs: 180 },
      { name: 'invoke', startMs: 4, durationMs: 845 },
    ],
    calls: [
      {
        service: 's3',
        operation: 'GetObject',
        resource: 'photos/a b.jpg',
        status: 200,
        startMs: 20,
        durationMs: 210,
        requestBytes: 0,
        responseBytes: 1_048_576,
      },
      {
        service: 's3',
        operation: 'PutObject',
        resource: 'photos/thumbnails/a b.jpg',
        status: 200,
        startMs: 410,
        durationMs: 120,
        requestBytes: 20_480,
        responseBytes: 0,
      },
      {
        service: 'sqs',
        operation: 'SendMessage',
        resource: 'done',
        status: 400,
        errorCode: 'QueueDoesNotExist',
        startMs: 560,
        durationMs: 31,
        requestBytes: 310,
        responseBytes: 200,
      },
    ],
    codeLoadedAt: NOW - 100_000,
    faults: id % 5 === 0 ? ['queue=duplicate'] : [],
    ...(id % 6 === 2 && {
      chunks: [0, 1, 2, 3, 4].map((index) => ({ atMs: 40 + index * 120, bytes: 300 + index * 900 })),
    }),
  };
};

const routes: Record<string, (url: URL, invocations: readonly Summary[], seq: number) => object> = {
  '/api/invocations': ({ searchParams }, invocations, seq) => ({
    oldest: 1,
    seq,
    invocations: invocations
      .filter(({ id }) => id < Number(searchParams.get('before') ?? Number.POSITIVE_INFINITY))
      .filter(({ status }) => !searchParams.get('status') || status === searchParams.get('status'))
      .slice(0, Number(searchParams.get('limit') ?? 100)),
  }),
  '/api/compare': () => ({
    response: [
      { path: '$.thumbnails', before: 3, after: 4 },
      { path: '$.note', before: null },
    ],
    calls: [],
  }),
  '/api/queues/thumbnail-jobs': () => ({
    name: 'thumbnail-jobs',
    url: 'http://127.0.0.1:9000/000000000000/thumbnail-jobs',
    arn: '',
    count: 4,
    messages: [
      {
        messageId: '19dd0b57-b21e-4ac1-bd88-01bbb068cb78',
        body: '{"key":"a b.jpg","size":1048576}',
        state: 'hidden',
        receiveCount: 2,
        visibleAt: NOW + 360_000 + 354_000,
        sentAt: NOW,
      },
      ...[1, 2, 3].map((n) => ({
        messageId: `29dd0b57-b21e-4ac1-bd88-01bbb068cb7${n}`,
        body: `{"key":"cat ${n}.jpg","size":${n * 51_200}}`,
        state: 'visible',
        receiveCount: 0,
        visibleAt: NOW,
        sentAt: NOW,
      })),
    ],
  }),
  '/api/queues/thumbnail-jobs-dlq': () => ({
    name: 'thumbnail-jobs-dlq',
    url: '',
    arn: '',
    count: 1,
    messages: [
      {
        messageId: '39dd0b57-b21e-4ac1-bd88-01bbb068cb78',
        body: '{"key":"broken.jpg","size":3}',
        state: 'visible',
        receiveCount: 4,
        visibleAt: NOW,
        sentAt: NOW,
        deadLetterSource: 'thumbnail-jobs',
      },
    ],
  }),
  '/api/buckets/photos': () => ({
    name: 'photos',
    count: 12,
    objects: Array.from({ length: 12 }, (_, n) => ({
      key: `uploads/cat ${n}.jpg`,
      size: 51_200 * (n + 1),
      modifiedAt: NOW,
      eTag: `9e5a1f0042c1${n}`,
    })),
  }),
  '/api/pins': (_, invocations) => ({ invocations: invocations.filter(({ pinned }) => pinned).slice(0, 3) }),
  '/api/samples': () => ({
    samples: [
      {
        kind: 's3-in-sqs',
        title: 'S3 in SQS',
        fields: [
          { name: 'bucket', type: 'text', label: 'Bucket' },
          { name: 'keys', type: 'texts', label: 'Keys, a line for each record' },
          { name: 'records', type: 'number', label: 'How many records' },
        ],
      },
      { kind: 'sqs', title: 'SQS', fields: [{ name: 'bodies', type: 'texts', label: 'Bodies' }] },
    ],
  }),
  '/api/saved': () => ({ events: [{ name: 'order-placed', event: { id: 1 } }] }),
};

/** A message of a queue, by its address. */
function messageAt(url: URL): object | undefined {
  const [, queue = '', id] = /^(.+)\/messages\/(.+)$/.exec(url.pathname) ?? [];
  const { messages = [] } = (routes[queue]?.(url, [], 0) ?? {}) as { messages?: { messageId: string }[] };
  return messages.find(({ messageId }) => messageId === id);
}

export interface FakeEmulator {
  /** Of the page, with a token. */
  readonly url: string;
  /** Lets more invocations end. */
  add(count: number): void;
  close(): void;
}

/** @param count how many invocations have ended */
export async function startFakeEmulator(count: number, port = 0): Promise<FakeEmulator> {
  const invocations = Array.from({ length: count }, (_, index) => summaryOf(index, NOW - (count - index) * 7000));
  invocations.reverse();
  const events: string[] = [];
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/api/events') {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).flushHeaders();
      for (const each of events.slice(Number(url.searchParams.get('after')))) response.write(each);
      listeners.add(response);
      return;
    }
    if (url.pathname.startsWith('/api/')) {
      const id = /^\/api\/invocations\/(\d+)$/.exec(url.pathname)?.[1];
      const summary = invocations.find((each) => String(each.id) === id);
      const body =
        url.pathname === '/api/state'
          ? { ...state, seq: events.length }
          : summary
            ? detailsOf(summary)
            : (messageAt(url) ?? routes[url.pathname]?.(url, invocations, events.length));
      response.writeHead(body ? 200 : 404, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body ?? { error: { message: `there is no ${url.pathname}` } }));
      return;
    }
    const file = `${DIST}${url.pathname === '/' ? 'index.html' : url.pathname.slice(1)}`;
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.setHeader('Content-Type', types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#token=test`,
    add(more) {
      for (let index = 0; index < more; index++) {
        const summary = summaryOf(invocations.length, Date.now());
        invocations.unshift(summary);
        const { requestId, function: name } = summary;
        const time = new Date().toISOString();
        events.push(
          `${JSON.stringify({ seq: events.length + 1, time, type: 'end', requestId, function: name, status: 'success' })}\n`,
        );
        for (const each of listeners) each.write(events.at(-1));
      }
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

if (import.meta.main) {
  const [count = 60, port = 0] = process.argv.slice(2).map(Number);
  console.log((await startFakeEmulator(count, port)).url);
}
