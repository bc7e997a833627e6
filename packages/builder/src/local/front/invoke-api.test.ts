import { InvokeCommand, InvokeWithResponseStreamCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGate } from '../../../test/gate.ts';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';
import type { Order } from '../../../test/runtime-client.ts';

let local: TestLocal;
beforeAll(async () => {
  local = await startTestLocal({ memory: 256, timeout: 20, functionName: 'orders', env: { COLOUR: 'blue' } });
});
afterAll(() => local.close());

describe('Invoke', () => {
  it('hands the event to the function and its reply to the invoker', async () => {
    expect(await local.invoke({ reply: '{"pets":["cat"]}' })).toMatchObject({
      status: 200,
      functionError: undefined,
      payload: { pets: ['cat'] },
    });
  });

  it('tells the function of its invocation by the headers of next', async () => {
    const { payload } = await local.invoke({ describe: true });
    expect(payload).toMatchObject({
      event: { describe: true },
      headers: {
        'lambda-runtime-aws-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
        'lambda-runtime-invocation-id': expect.stringMatching(/^[\da-f-]{36}$/),
        'lambda-runtime-invoked-function-arn': expect.stringMatching(/^arn:aws:lambda:.+:\d{12}:function:orders$/),
        'lambda-runtime-trace-id': expect.stringMatching(
          /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/,
        ),
        'lambda-runtime-deadline-ms': expect.stringMatching(/^\d{13}$/),
      },
    });
  });

  it('gives the request id of the invocation to the SDK', async () => {
    const output = await local.client.send(new InvokeCommand({ FunctionName: 'orders', Payload: '{"describe":true}' }));
    const { headers } = JSON.parse(output.Payload?.transformToString() ?? '');
    expect(output.$metadata.requestId).toBe(headers['lambda-runtime-aws-request-id']);
    expect(output.ExecutedVersion).toBe('$LATEST');
  });

  it.each([
    ['AWS_LAMBDA_FUNCTION_NAME', 'orders'],
    ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '256'],
    ['AWS_LAMBDA_FUNCTION_VERSION', '$LATEST'],
    ['AWS_EXECUTION_ENV', 'AWS_Lambda_Image'],
    ['AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand'],
    ['LAMBDA_TASK_ROOT', undefined],
    ['COLOUR', 'blue'],
  ])('sets %s to %s', async (name, value) => {
    const { payload } = await local.invoke({ describe: name });
    expect((payload as { variable?: string }).variable).toBe(value);
  });

  it('takes an event that is left out for an empty object', async () => {
    const { Payload } = await local.client.send(new InvokeCommand({ FunctionName: 'orders' }));
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({ event: {} });
  });

  it('is called by any name', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:other';
    expect(await local.invoke({ reply: '1' }, { FunctionName, Qualifier: 'live' })).toMatchObject({ payload: 1 });
  });

  it('passes on the client context, in ASCII on one line, and the tenant', async () => {
    const context = JSON.stringify({ custom: { name: 'Jürgen 🐟' } }, undefined, 2);
    const { payload } = await local.invoke(
      { describe: true },
      { ClientContext: Buffer.from(context).toString('base64'), TenantId: 'blue-1' },
    );
    const { headers } = payload as { headers: Record<string, string> };
    expect(JSON.parse(headers['lambda-runtime-client-context'] ?? '')).toEqual({ custom: { name: 'Jürgen 🐟' } });
    expect(headers['lambda-runtime-client-context']).toMatch(/^[ -~]+$/);
    expect(headers['lambda-runtime-aws-tenant-id']).toBe('blue-1');
  });

  it('reports an error of the function with its body', async () => {
    expect(await local.invoke({ fail: 'Unwilling' })).toEqual({
      status: 200,
      functionError: 'Unhandled',
      payload: { errorType: 'Unwilling', errorMessage: 'as asked', stackTrace: [] },
      log: '',
    });
  });

  it('hands back the log between START and REPORT', async () => {
    const { log } = await local.invoke({ log: ['one', 'two'], reply: '1' }, { LogType: 'Tail' });
    expect(log).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\none\ntwo\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\t.*\n$/,
    );
  });

  it('cuts the log to its last 4 KB', async () => {
    const { log } = await local.invoke({ log: ['é'.repeat(3000), 'end'], reply: '1' }, { LogType: 'Tail' });
    // a character may have been cut in two
    expect(log).toMatch(/^\ufffd?é+\nend\nEND RequestId/);
    expect(Buffer.byteLength(log.replace('\ufffd', ''))).toBeLessThanOrEqual(4096);
  });

  it('queues an Event and answers 202 at once', async () => {
    const output = await local.client.send(
      new InvokeCommand({ FunctionName: 'orders', InvocationType: 'Event', Payload: '{"fail":"Lost"}' }),
    );
    expect(output.StatusCode).toBe(202);
    await local.until('end', (end) => end.errorType === 'Function.Lost');
  });

  it('does nothing on a DryRun', async () => {
    const started = local.events.filter(({ type }) => type === 'start').length;
    expect(await local.invoke({ reply: '1' }, { InvocationType: 'DryRun' })).toMatchObject({ status: 204 });
    expect(local.events.filter(({ type }) => type === 'start')).toHaveLength(started);
  });

  it('waits for the whole of a stream', async () => {
    const output = await local.client.send(
      new InvokeCommand({ FunctionName: 'orders', Payload: JSON.stringify({ stream: ['a', 'b', 'c'] }) }),
    );
    expect(output.Payload?.transformToString()).toBe('abc');
  });

  it('takes replies up to the limit and refuses those above', async () => {
    const within = await local.client.send(new InvokeCommand({ FunctionName: 'orders', Payload: '{"bytes":6291556}' }));
    expect(within.Payload).toHaveLength(6_291_556);
    expect(await local.invoke({ bytes: 6_291_557 }, { LogType: 'Tail' })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
      log: expect.stringContaining('\nstatus 413\n'),
    });
  });
});

describe('Invoke refuses', () => {
  it.each([
    ['an event that is not JSON', { Payload: 'not json' }, 'InvalidRequestContentException', 400],
    ['an event over 6 MB', { Payload: `"${'x'.repeat(6_291_456)}"` }, 'RequestTooLargeException', 413],
    [
      'a queued event over 1 MB',
      { Payload: `"${'x'.repeat(1_048_576)}"`, InvocationType: 'Event' as const },
      'RequestTooLargeException',
      413,
    ],
    ['a client context that is not JSON', { ClientContext: 'e3s=' }, 'InvalidRequestContentException', 400],
    ['an unknown invocation type', { InvocationType: 'Later' as 'Event' }, 'InvalidParameterValueException', 400],
    ['an odd tenant id', { TenantId: 'a*b' }, 'InvalidParameterValueException', 400],
  ])('%s', async (_, input, name, httpStatusCode) => {
    await expect(local.client.send(new InvokeCommand({ FunctionName: 'orders', ...input }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    });
  });

  it('other calls of the Lambda API', async () => {
    await expect(local.client.send(new ListFunctionsCommand())).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('Invoke and InvokeWithResponseStream'),
    });
  });
});

describe('InvokeWithResponseStream', () => {
  async function stream(order: Order, LogType?: 'Tail') {
    const { EventStream } = await local.client.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'orders', Payload: JSON.stringify(order), LogType }),
    );
    if (!EventStream) throw new Error('no stream');
    return EventStream;
  }

  async function collect(order: Order, LogType?: 'Tail') {
    const chunks: string[] = [];
    let complete: unknown;
    for await (const event of await stream(order, LogType)) {
      if (event.PayloadChunk) chunks.push(Buffer.from(event.PayloadChunk.Payload ?? []).toString());
      else complete = event.InvokeComplete;
    }
    return { text: chunks.join(''), complete };
  }

  /** Streams with a second piece that the function gets only when the client has the first. */
  async function streamInStep(order: Order) {
    await using gate = await openGate();
    const chunks: string[] = [];
    let complete: unknown;
    for await (const event of await stream({ ...order, stream: ['first', gate.url] })) {
      if (event.PayloadChunk) chunks.push(Buffer.from(event.PayloadChunk.Payload ?? []).toString());
      else complete = event.InvokeComplete;
      if (chunks.length === 1) (await gate.called).end('second');
    }
    return { chunks, complete };
  }

  it('passes each chunk on before the next one is written', async () => {
    expect(await streamInStep({})).toEqual({ chunks: ['first', 'second'], complete: {} });
  });

  it('sends a buffered reply as one chunk', async () => {
    expect(await collect({ reply: '{"a":1}' })).toEqual({ text: '{"a":1}', complete: {} });
  });

  it('closes with the log when asked to', async () => {
    const { complete } = await collect({ stream: ['a'] }, 'Tail');
    const { LogResult } = complete as { LogResult: string };
    expect(Buffer.from(LogResult, 'base64').toString()).toContain('REPORT RequestId');
  });

  it('reports an error before the first chunk', async () => {
    expect(await collect({ fail: 'Unwilling' })).toEqual({
      text: '',
      complete: { ErrorCode: 'Unhandled', ErrorDetails: expect.stringContaining('"errorType":"Unwilling"') },
    });
  });

  it('reports an error in the middle, after what was sent', async () => {
    expect(await collect({ stream: ['a', 'b'], streamEnd: 'trailers' })).toEqual({
      text: 'ab',
      complete: { ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"Late","errorMessage":"broken off"}' },
    });
  });

  it('reports an exit in the middle', async () => {
    const { complete } = await collect({ stream: ['a'], streamEnd: 'exit' });
    expect(complete).toMatchObject({ ErrorDetails: expect.stringContaining('exit status 3') });
  });

  it('reports a reply that breaks off while the process lives on', async () => {
    const { complete } = await streamInStep({ streamEnd: 'reset' });
    expect(complete).toMatchObject({ ErrorDetails: expect.stringContaining('Runtime.TruncatedResponse') });
  });

  it('refuses to queue', async () => {
    const command = new InvokeWithResponseStreamCommand({
      FunctionName: 'orders',
      InvocationType: 'Event' as 'DryRun',
    });
    await expect(local.client.send(command)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});
