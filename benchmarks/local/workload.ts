import { Agent, request } from 'node:http';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { now } from '../clock.ts';
import type { Emulator } from './emulator.ts';

/** How many messages a batch of SQS has at most. */
export const BATCH = 10;
/** How many requests are under way at the same time. */
const PARALLEL = 16;

const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });
const body = 'x'.repeat(300);

/** A client of AWS's SDK, as users have it. */
export function sqsClient(url: string): SQSClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return new SQSClient({ endpoint: url, region: 'eu-central-1', credentials });
}

/** Does something so many times, a few at the same time, and returns how many there were per second. */
export async function rateOf(count: number, run: (index: number) => Promise<unknown>): Promise<number> {
  const startedAt = now();
  let index = 0;
  const worker = async () => {
    while (index < count) await run(index++);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return (count / (now() - startedAt)) * 1000;
}

/** Messages per second, each in a request of the SDK. */
export function sendSingly(client: SQSClient, queue: string, count: number): Promise<number> {
  return rateOf(count, () => client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body })));
}

/** Messages per second, ten in each request of the SDK. */
export async function sendInBatches(client: SQSClient, queue: string, count: number): Promise<number> {
  const Entries = Array.from({ length: BATCH }, (_, id) => ({ Id: String(id), MessageBody: body }));
  const requests = await rateOf(count / BATCH, () =>
    client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries })),
  );
  return requests * BATCH;
}

/**
 * Messages per second, ten in each request of a client that does nothing but HTTP.
 *
 * @param delay when they become visible, in seconds
 */
export async function sendRaw({ url }: Emulator, queue: string, count: number, delay = 0): Promise<number> {
  const entry = { MessageBody: body, DelaySeconds: delay };
  const Entries = Array.from({ length: BATCH }, (_, id) => ({ Id: String(id), ...entry }));
  const payload = JSON.stringify({ QueueUrl: queue, Entries });
  const headers = {
    'Content-Type': 'application/x-amz-json-1.0',
    'X-Amz-Target': 'AmazonSQS.SendMessageBatch',
    Authorization:
      'AWS4-HMAC-SHA256 Credential=any/20260101/eu-central-1/sqs/aws4_request, SignedHeaders=host, Signature=00',
  };
  return (await rateOf(count / BATCH, () => post(url, headers, payload))) * BATCH;
}

/** Invokes the function with an event, and waits for its response. */
export function invoke({ url }: Emulator): Promise<void> {
  return post(`${url}/2015-03-31/functions/bench/invocations`, { 'Content-Type': 'application/json' }, '{}');
}

/** Resolves when the response is complete. */
function post(url: string, headers: Readonly<Record<string, string>>, payload: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} responded with ${response.statusCode}`));
      response.on('end', resolve).on('error', reject).resume();
    })
      .on('error', reject)
      .end(payload);
  });
}
