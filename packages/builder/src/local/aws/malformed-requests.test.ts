import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAwsApi, type TestAwsApi } from '../../../test/aws-clients.ts';
import { createStreams } from '../../../test/streams.ts';
import { Buckets } from '../sources/bucket/buckets.ts';
import { EventBuses } from '../sources/bus/event-buses.ts';
import { Queues } from '../sources/queue/queues.ts';
import { Waiters } from '../sources/queue/waiters.ts';
import { Topics } from '../sources/topic/topics.ts';
import type { AwsService } from './aws-service.ts';
import { dynamodbStreamsService } from './dynamodb-streams/dynamodb-streams-service.ts';
import { eventsService } from './events/events-service.ts';
import { kinesisService } from './kinesis/kinesis-service.ts';
import type { Member, OperationModel, Shape } from './model/service-model.ts';
import { s3Service } from './s3/s3-service.ts';
import { snsService } from './sns/sns-service.ts';
import { sqsService } from './sqs/sqs-service.ts';

const NOW = Date.UTC(2030, 0, 1);
const scope = { partition: 'aws', region: 'us-east-1', account: '012345678912' };
const newId = () => 'id';
const streams = createStreams();
const queues = new Queues({ scope });
const buckets = new Buckets({ region: 'us-east-1', newId, notify: () => {} });
const topics = new Topics({ scope, newId, deliver: () => {}, hasEndpoint: () => true });

const services: Readonly<Record<string, AwsService>> = {
  sqs: sqsService({
    queues,
    changed: () => {},
    // Nobody waits here.
    receive: (queue, input) =>
      new Promise((resolve) => new Waiters(queue).receive({ ...input, waitSeconds: 0 }, NOW, resolve)),
  }),
  sns: snsService(topics),
  s3: s3Service(buckets, () => true),
  events: eventsService(new EventBuses({ scope, newId, deliver: () => {} })),
  kinesis: kinesisService({ streams, changed: () => {} }),
  dynamodb: dynamodbStreamsService({ streams }),
};

let api: TestAwsApi;
beforeAll(async () => {
  const loaders = Object.entries(services).map(([name, service]) => [name, async () => service] as const);
  api = await startAwsApi({ now: () => NOW, services: Object.fromEntries(loaders) });
  queues.create('jobs', {});
  queues.create('jobs.fifo', { FifoQueue: 'true' });
  buckets.create('photos', NOW).put('a', { body: Buffer.from('hello') }, NOW);
  topics.create('orders', {});
  streams.create('clicks', NOW, 1);
});
afterAll(() => api[Symbol.asyncDispose]());

async function send(service: string, path: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`;
  const headers = { authorization, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${api.url}${path}`, { ...init, headers });
  return { status: response.status, text: await response.text() };
}

/** A response that the programmer of a client can understand. */
function expectClear({ status, text }: { status: number; text: string }): void {
  expect(text).not.toMatch(/undefined|\bNaN\b|\[object|emulator failed/);
  expect(status).toBeLessThan(502);
  expect(status).not.toBe(500);
  expect(api.warnings.filter((each) => !each.startsWith('there is no '))).toEqual([]);
}

/** Texts that mean something here, and others. */
const text = fc.oneof(
  fc.constantFrom('', 'a', '-1', '0', '1e9', '{}', '[]', 'All', 'Policy', 'jobs', 'jobs.fifo', 'photos', 'clicks'),
  fc.constantFrom(
    'arn:aws:sqs:us-east-1:012345678912:jobs',
    'arn:aws:sns:us-east-1:012345678912:orders',
    'lambda',
    'sqs',
  ),
  fc.constantFrom(
    '{"deadLetterTargetArn":1}',
    '{"a":[{"prefix":null}]}',
    'TRIM_HORIZON',
    'shardId-000000000000',
    'default',
  ),
  fc.string({ maxLength: 8 }),
);
const number = fc.oneof(fc.constantFrom(-1, 0, 1, 11, 1e9, 1.5, 2 ** 53), fc.integer());

/** Values that JSON can have, mostly of the right shape. */
function arbitraryOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 3) return fc.constant(null);
  const right = () => {
    switch (shape.kind) {
      case 'string':
      case 'blob':
        return text;
      case 'boolean':
        return fc.boolean();
      case 'list':
        return fc.array(arbitraryOf(shape.member.shape, depth + 1), { maxLength: 3 });
      case 'map':
        return fc.dictionary(text, arbitraryOf(shape.value.shape, depth + 1), { maxKeys: 3 });
      case 'structure': {
        const members = shape.members.map(({ name, shape: each }) => [name, arbitraryOf(each, depth + 1)] as const);
        return fc.record(Object.fromEntries(members), { requiredKeys: [] });
      }
      default:
        return number;
    }
  };
  return fc.oneof({ weight: 12, arbitrary: right() }, fc.constantFrom<unknown>(null, 'x', -1, true, [], {}));
}

const rpc = Object.entries(services).filter(([, { style }]) => style === 'rpc');
const operations = rpc.flatMap(([name, service]) =>
  [...service.model.operations.values()].map((operation) => [name, operation.name, operation] as const),
);

function postJson(service: string, target: string, body: unknown) {
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
  return send(service, '/', { method: 'POST', headers, body: JSON.stringify(body) });
}

/** The fields of a form, of which nothing is known but a name. */
function fieldsOf({ shape, xmlName, flat }: Member, path: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return [];
  if (shape.kind === 'structure' && typeof value === 'object') {
    return shape.members.flatMap((member) =>
      fieldsOf(member, `${path}.${member.xmlName ?? member.name}`, (value as Record<string, unknown>)[member.name]),
    );
  }
  if (shape.kind === 'list' && Array.isArray(value)) {
    const items = flat ? path : `${path}.${shape.member.xmlName ?? 'member'}`;
    return value.flatMap((each, index) => fieldsOf(shape.member, `${items}.${index + 1}`, each));
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return [[path.replace(/^\./, '') || (xmlName ?? 'x'), text]];
}

function postForm(service: string, { name, input }: OperationModel, value: unknown) {
  const body = new URLSearchParams([['Action', name], ...fieldsOf({ shape: input }, '', value)]);
  return send(service, '/', { method: 'POST', body });
}

describe('the response to a request that no client of AWS sends', () => {
  it.each(operations)('says what is wrong with it: %s %s', async (name, _, operation) => {
    const { target } = services[name]?.model ?? { target: '' };
    await fc.assert(
      fc.asyncProperty(arbitraryOf(operation.input), async (input) => {
        expectClear(await postJson(name, `${target}.${operation.name}`, input));
        if (name === 'sqs' || name === 'sns') expectClear(await postForm(name, operation, input));
      }),
      { numRuns: 25, examples: [[{}], [[]], [null], [{ Message: 'a' }]] },
    );
  });

  it.each(rpc.map(([name]) => name))('names the operation that it asks for: %s', async (service) => {
    const { target, title, missing } = services[service]?.model ?? { target: '', title: '', missing: {} };
    const targets = [
      '',
      '.',
      'x',
      'undefined.x',
      `${target}`,
      `${target}.`,
      `${target}.sendMesage`,
      `Other.Get`,
      `.${target}`,
    ];
    for (const each of targets) {
      const { status, text } = await postJson(service, each, {});
      expect(status).toBe(400);
      expect(text.replaceAll('undefined.x', '')).not.toMatch(/undefined/);
      const name = each.startsWith(`${target}.`) ? each.slice(target.length + 1) : each;
      expect(JSON.parse(text)).toMatchObject({
        __type: 'UnknownOperationException',
        message: expect.stringContaining(`${title} has no operation ${JSON.stringify(name)}`),
      });
    }
    for (const name of Object.keys(missing)) {
      expect(JSON.parse((await postJson(service, `${target}.${name}`, {})).text)).toMatchObject({
        __type: 'UnknownOperationException',
        message: expect.stringContaining(`The emulator does not have the operation ${name} of ${title}, only `),
      });
    }
  });

  it('is clear for all parameters and documents of S3', async () => {
    const { model } = services.s3 ?? { model: undefined };
    const parameters = [...(model?.operations.values() ?? [])].flatMap(({ input }) => input.members);
    const queries = parameters.flatMap(({ query }) => query ?? []);
    const others = ['delete', 'uploads', 'tagging', 'notification', 'location', 'attributes', 'versioning', 'acl', 'x'];
    const headers = parameters.flatMap(({ header }) => header ?? []).filter((each) => !/^content-length$/.test(each));
    const pair = fc.tuple(
      fc.constantFrom(...queries, ...others),
      fc.oneof(
        fc.constant(''),
        text.map((each) => `=${encodeURIComponent(each)}`),
      ),
    );
    const header = fc.tuple(
      fc.constantFrom(...headers),
      fc.constantFrom('x', '-1', '0', 'bytes=0-0', 'REPLACE', 'photos/a', ''),
    );
    const body = fc.constantFrom(
      '',
      'x',
      '<a/>',
      '<Delete/>',
      '<Tagging><TagSet><Tag/></TagSet></Tagging>',
      '<CompleteMultipartUpload/>',
      '<NotificationConfiguration><QueueConfiguration><Queue>x</Queue></QueueConfiguration></NotificationConfiguration>',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
        fc.constantFrom('/', '/photos', '/photos/a', '/none', '/photos/none'),
        fc.array(pair, { maxLength: 3 }),
        fc.array(header, { maxLength: 3 }),
        body,
        async (method, path, query, fields, content) => {
          if (method === 'DELETE' && path === '/photos') return;
          const url = `${path}?${query.map((each) => each.join('')).join('&')}`;
          expectClear(
            await send('s3', url, {
              method,
              headers: Object.fromEntries(fields),
              ...(method !== 'GET' && { body: content }),
            }),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
