/**
 * The main job from start to end: a function on the local emulator, invoked by the AWS SDK's own client. Exits 0 where
 * all of it went well.
 *
 *   npx --yes pnpm@12 demo
 */
import assert from 'node:assert/strict';
import { type LocalEvent, startLocal } from '@alr/builder';
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { alarm, command, heading, note, received, receivedError, sent } from './screen.ts';

heading('A Lambda function starts on this machine');
await demonstrate();

heading('Now you');
note('The function is examples/demo/greeter.ts. Run it, change it, invoke it from another terminal:');
command('npx --yes pnpm@12 -C examples exec alr-builder local ./demo/greeter.ts --watch');
command(`npx --yes pnpm@12 -C examples exec alr-builder invoke --local --payload '{"name":"you"}'`);

async function demonstrate(): Promise<void> {
  await using local = await startLocal({
    handler: './greeter.ts',
    directory: import.meta.dirname,
    port: 0,
    onEvent: tell,
  });
  const client = new LambdaClient({
    // this alone tells it from a client of AWS
    endpoint: local.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });

  heading('The AWS SDK invokes it');
  assert.equal(await invoke(client, { name: 'Ada' }), '{"message":"Hello, Ada!"}');

  heading('It streams: a chunk is here as soon as the function has written it');
  assert.equal(await stream(client, { name: 'Ada', slowly: true }), 'Hello Ada, nice to meet you ');

  heading('It throws: the invoker is told, and the function lives on');
  assert.match(await invoke(client, { name: 42 }), /"errorType":"TypeError"/);
  assert.equal(await invoke(client, { name: 'Grace' }), '{"message":"Hello, Grace!"}');
  client.destroy();
}

/** Invokes the function, and waits for the whole reply. */
async function invoke(client: LambdaClient, event: unknown): Promise<string> {
  sent(event);
  const start = performance.now();
  const { Payload, FunctionError } = await client.send(
    // With the log's tail, the reply waits until the log is complete: both are shown in order.
    new InvokeCommand({ FunctionName: 'greeter', Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  const reply = Payload?.transformToString() ?? '';
  const duration = performance.now() - start;
  if (FunctionError === undefined) received(reply, duration);
  else receivedError(describeError(reply), duration);
  return reply;
}

/** Invokes the function, and shows each chunk of the reply when it comes. */
async function stream(client: LambdaClient, event: unknown): Promise<string> {
  sent(event);
  const start = performance.now();
  const { EventStream = [] } = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'greeter', Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  let reply = '';
  for await (const { PayloadChunk, InvokeComplete } of EventStream) {
    assert.equal(InvokeComplete?.ErrorCode, undefined);
    if (PayloadChunk?.Payload === undefined) continue;
    const chunk = Buffer.from(PayloadChunk.Payload).toString();
    received(JSON.stringify(chunk), performance.now() - start);
    reply += chunk;
  }
  return reply;
}

/** Shows what the emulator tells meanwhile. */
function tell(event: LocalEvent): void {
  switch (event.type) {
    case 'listening':
      note(`examples/demo/greeter.ts at ${event.url}, which is a function URL too`);
      break;
    case 'log':
      note(`│ ${describeRecord(event.line)}`);
      break;
    case 'end':
      if (event.initDurationMs !== undefined) note(`cold start: ready after ${Math.round(event.initDurationMs)} ms`);
      break;
    case 'init-failed':
    case 'exited':
    case 'warning':
      alarm(event.message);
  }
}

/** The level and the first line of a log record. */
function describeRecord(line: string): string {
  // how a record of several lines is one line of the log
  const [record = ''] = line.split('\r', 1);
  const [, , level = '', ...message] = record.split('\t');
  return message.length === 0 ? record : `${level} ${message.join('\t')}`;
}

/** An error as its invoker gets it. */
function describeError(reply: string): string {
  const { errorType, errorMessage } = JSON.parse(reply) as { errorType: string; errorMessage: string };
  return `${errorType}: ${errorMessage}`;
}
