/**
 * Runs two functions on the local emulator: one is invoked with the AWS SDK, the other by a bucket through a queue. Exits
 * with 0 if every step succeeds.
 *
 *   npx --yes pnpm@12 demo
 */
import assert from 'node:assert/strict';
import { type LocalEvent, startLocal } from '@alr/builder';
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { demonstrateEventSources } from './event-sources.ts';
import { alarm, command, heading, logged, note, received, receivedError, sent } from './screen.ts';

heading('A Lambda function starts on this machine');
await demonstrateInvocations();
await demonstrateEventSources();

heading('Try it yourself');
note('Run examples/demo/greeter.ts, change it, and invoke it from another terminal:');
command('npx --yes pnpm@12 -C examples exec alr-builder local ./demo/greeter.ts --watch');
command(`npx --yes pnpm@12 -C examples exec alr-builder invoke --local --payload '{"name":"you"}'`);
note('Or run examples/demo/album, upload to its bucket, and skip the wait for the next delivery:');
command('npx --yes pnpm@12 -C examples exec alr-builder local --install-dir demo/album --watch');
command('curl --aws-sigv4 aws:amz:any:s3 -u any:any -T README.md http://127.0.0.1:9000/photos/dog.heic');
command('npx --yes pnpm@12 -C examples exec alr-builder skip --install-dir demo/album');

async function demonstrateInvocations(): Promise<void> {
  await using local = await startLocal({
    handler: './greeter.ts',
    directory: import.meta.dirname,
    port: 0,
    onEvent: showEvent,
  });
  const client = new LambdaClient({
    // Only the endpoint differs from a client of AWS.
    endpoint: local.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });

  heading('The AWS SDK invokes it');
  assert.equal(await invoke(client, { name: 'Ada' }), '{"message":"Hello, Ada!"}');

  heading('It streams: each chunk arrives as soon as the function writes it');
  assert.equal(await stream(client, { name: 'Ada', slowly: true }), 'Hello Ada, nice to meet you ');

  heading('It throws: the caller gets the error, and the function keeps running');
  assert.match(await invoke(client, { name: 42 }), /"errorType":"TypeError"/);
  assert.equal(await invoke(client, { name: 'Grace' }), '{"message":"Hello, Grace!"}');
  client.destroy();
}

/** Invokes the function, and waits for the whole response. */
async function invoke(client: LambdaClient, event: unknown): Promise<string> {
  sent(JSON.stringify(event));
  const start = performance.now();
  const { Payload, FunctionError } = await client.send(
    // With the tail of the log, the response waits until the log is complete, so that both are shown in order.
    new InvokeCommand({ FunctionName: 'greeter', Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  const response = Payload?.transformToString() ?? '';
  const duration = performance.now() - start;
  if (FunctionError === undefined) received(response, duration);
  else receivedError(describeError(response), duration);
  return response;
}

/** Invokes the function, and shows each chunk of the response when it arrives. */
async function stream(client: LambdaClient, event: unknown): Promise<string> {
  sent(JSON.stringify(event));
  const start = performance.now();
  const { EventStream = [] } = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'greeter', Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  let response = '';
  for await (const { PayloadChunk, InvokeComplete } of EventStream) {
    assert.equal(InvokeComplete?.ErrorCode, undefined);
    if (PayloadChunk?.Payload === undefined) continue;
    const chunk = Buffer.from(PayloadChunk.Payload).toString();
    received(JSON.stringify(chunk), performance.now() - start);
    response += chunk;
  }
  return response;
}

/** Shows the events of the emulator. */
function showEvent(event: LocalEvent): void {
  switch (event.type) {
    case 'listening':
      note(`examples/demo/greeter.ts at ${event.url}, also a function URL`);
      break;
    case 'log':
      logged(event.line);
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

/** Formats an error as its caller receives it. */
function describeError(response: string): string {
  const { errorType, errorMessage } = JSON.parse(response) as { errorType: string; errorMessage: string };
  return `${errorType}: ${errorMessage}`;
}
