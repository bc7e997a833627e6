import { InvokeCommand, InvokeWithResponseStreamCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGate } from '../../../test/gate.ts';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';
import type { Instruction } from '../../../test/runtime-client.ts';
import { RESPONSE_LIMIT_BYTES } from '../function/runtime-api/receive-response.ts';
import { eventLimits } from './invoke-request.ts';

let local: TestLocal;
beforeAll(async () => {
  local = await startTestLocal({ memory: 256, timeout: 20, functionName: 'orders', env: { COLOUR: 'blue' } });
});
afterAll(() => local.close());

describe('Invoke', () => {
  it('returns the response of the function', async () => {
    expect(await local.invoke({ respond: '{"pets":["cat"]}' })).toMatchObject({
      status: 200,
      functionError: undefined,
      payload: { pets: ['cat'] },
    });
  });

  it('describes the invocation in the headers of next', async () => {
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

  it('returns the request id', async () => {
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

  it('sends an empty object if there is no payload', async () => {
    const { Payload } = await local.client.send(new InvokeCommand({ FunctionName: 'orders' }));
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({ event: {} });
  });

  it('accepts any function name', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:other';
    expect(await local.invoke({ respond: '1' }, { FunctionName, Qualifier: 'live' })).toMatchObject({ payload: 1 });
  });

  it('passes on the client context, in ASCII on one line, and the tenant id', async () => {
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

  it('returns an error of the function', async () => {
    expect(await local.invoke({ fail: 'Unwilling' })).toEqual({
      status: 200,
      functionError: 'Unhandled',
      payload: { errorType: 'Unwilling', errorMessage: 'on purpose', stackTrace: [] },
      log: '',
    });
  });

  it('returns the log from START to REPORT', async () => {
    const { log } = await local.invoke({ log: ['one', 'two'], respond: '1' }, { LogType: 'Tail' });
    expect(log).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\none\ntwo\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\t.*\n$/,
    );
  });

  it('truncates the log to its last 4 KB', async () => {
    const { log } = await local.invoke({ log: ['é'.repeat(3000), 'end'], respond: '1' }, { LogType: 'Tail' });
    // The first character may be cut in two.
    expect(log).toMatch(/^\ufffd?é+\nend\nEND RequestId/);
    expect(Buffer.byteLength(log.replace('\ufffd', ''))).toBeLessThanOrEqual(4096);
  });

  it('queues an Event and returns 202 at once', async () => {
    const output = await local.client.send(
      new InvokeCommand({ FunctionName: 'orders', InvocationType: 'Event', Payload: '{"fail":"Lost"}' }),
    );
    expect(output.StatusCode).toBe(202);
    await local.until('end', (end) => end.errorType === 'Function.Lost');
  });

  it('does not call the function on a DryRun', async () => {
    const started = local.events.filter(({ type }) => type === 'start').length;
    expect(await local.invoke({ respond: '1' }, { InvocationType: 'DryRun' })).toMatchObject({ status: 204 });
    expect(local.events.filter(({ type }) => type === 'start')).toHaveLength(started);
  });

  it('waits for the end of a stream', async () => {
    const output = await local.client.send(
      new InvokeCommand({ FunctionName: 'orders', Payload: JSON.stringify({ stream: ['a', 'b', 'c'] }) }),
    );
    expect(output.Payload?.transformToString()).toBe('abc');
  });

  it('accepts responses up to the limit, and rejects larger ones', async () => {
    const { Payload } = await local.client.send(
      new InvokeCommand({ FunctionName: 'orders', Payload: JSON.stringify({ bytes: RESPONSE_LIMIT_BYTES }) }),
    );
    expect(Payload).toHaveLength(RESPONSE_LIMIT_BYTES);
    expect(await local.invoke({ bytes: RESPONSE_LIMIT_BYTES + 1 }, { LogType: 'Tail' })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
      log: expect.stringContaining('\nstatus 413\n'),
    });
  });
});

describe('Invoke rejects', () => {
  it.each([
    ['an event that is not JSON', { Payload: 'not json' }, 'InvalidRequestContentException', 400],
    [
      'an event over 6 MB',
      { Payload: `"${'x'.repeat(eventLimits.RequestResponse)}"` },
      'RequestTooLargeException',
      413,
    ],
    [
      'a queued event over 1 MB',
      { Payload: `"${'x'.repeat(eventLimits.Event)}"`, InvocationType: 'Event' as const },
      'RequestTooLargeException',
      413,
    ],
    ['a client context that is not JSON', { ClientContext: 'e3s=' }, 'InvalidRequestContentException', 400],
    ['an unknown invocation type', { InvocationType: 'Later' as 'Event' }, 'InvalidParameterValueException', 400],
    ['an invalid tenant id', { TenantId: 'a*b' }, 'InvalidParameterValueException', 400],
  ])('%s', async (_, input, name, httpStatusCode) => {
    await expect(local.client.send(new InvokeCommand({ FunctionName: 'orders', ...input }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    });
  });

  it('other operations of the Lambda API', async () => {
    await expect(local.client.send(new ListFunctionsCommand())).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('Invoke and InvokeWithResponseStream'),
    });
  });
});

describe('InvokeWithResponseStream', () => {
  async function stream(instruction: Instruction, LogType?: 'Tail') {
    const { EventStream } = await local.client.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'orders', Payload: JSON.stringify(instruction), LogType }),
    );
    if (!EventStream) throw new Error('no stream');
    return EventStream;
  }

  async function collect(instruction: Instruction, LogType?: 'Tail') {
    const chunks: string[] = [];
    let complete: unknown;
    for await (const event of await stream(instruction, LogType)) {
      if (event.PayloadChunk) chunks.push(Buffer.from(event.PayloadChunk.Payload ?? []).toString());
      else complete = event.InvokeComplete;
    }
    return { text: chunks.join(''), complete };
  }

  /** Streams two chunks. The function gets the second one only after the client has received the first. */
  async function streamInSteps(instruction: Instruction) {
    await using gate = await openGate();
    const chunks: string[] = [];
    let complete: unknown;
    for await (const event of await stream({ ...instruction, stream: ['first', gate.url] })) {
      if (event.PayloadChunk) chunks.push(Buffer.from(event.PayloadChunk.Payload ?? []).toString());
      else complete = event.InvokeComplete;
      if (chunks.length === 1) (await gate.called).end('second');
    }
    return { chunks, complete };
  }

  it('sends each chunk as soon as it is written', async () => {
    expect(await streamInSteps({})).toEqual({ chunks: ['first', 'second'], complete: {} });
  });

  it('sends a buffered response as one chunk', async () => {
    expect(await collect({ respond: '{"a":1}' })).toEqual({ text: '{"a":1}', complete: {} });
  });

  it('ends with the log on request', async () => {
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

  it('reports an error in the middle of the stream', async () => {
    expect(await collect({ stream: ['a', 'b'], streamEnd: 'trailers' })).toEqual({
      text: 'ab',
      complete: { ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"Late","errorMessage":"broken off"}' },
    });
  });

  it('reports an exit in the middle of the stream', async () => {
    const { complete } = await collect({ stream: ['a'], streamEnd: 'exit' });
    expect(complete).toMatchObject({ ErrorDetails: expect.stringContaining('exit status 3') });
  });

  it('reports a disconnect of a process that lives on', async () => {
    const { complete } = await streamInSteps({ streamEnd: 'reset' });
    expect(complete).toMatchObject({ ErrorDetails: expect.stringContaining('Runtime.TruncatedResponse') });
  });

  it('rejects the invocation type Event', async () => {
    const command = new InvokeWithResponseStreamCommand({
      FunctionName: 'orders',
      InvocationType: 'Event' as 'DryRun',
    });
    await expect(local.client.send(command)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});
