import { ERROR_TRAILERS } from '@alr/writer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScriptedTransport } from '../../test/scripted-transport.ts';
import { ApiConnectionError, ApiContractError, ApiStatusError } from './errors.ts';
import { RuntimeApi } from './runtime-api.ts';

const key = { requestId: 'id-1', invocationId: undefined };
const report = { headerType: 'Function.TypeError', body: '{"errorType":"TypeError"}', cause: '{"exceptions":[]}' };
const STALL_TIMEOUT_MS = 10_000;

function createApi(transport: ScriptedTransport): RuntimeApi {
  return new RuntimeApi(transport, STALL_TIMEOUT_MS);
}

function event(headers: Record<string, string> = {}, body = '{}') {
  return { status: 200, headers: { 'lambda-runtime-aws-request-id': 'id-1', ...headers }, body };
}

function lost(): ApiConnectionError {
  return new ApiConnectionError('reset', 'the connection was lost');
}

afterEach(() => {
  vi.useRealTimers();
});

describe('next', () => {
  it('gets an invocation, without a time limit', async () => {
    const headers = {
      'lambda-runtime-invocation-id': 'try-2',
      'lambda-runtime-trace-id': 'Root=1',
      'lambda-runtime-aws-tenant-id': 'acme',
    };
    const transport = new ScriptedTransport(event(headers, '{"a":1}'));
    expect(await createApi(transport).next()).toMatchObject({
      requestId: 'id-1',
      invocationId: 'try-2',
      traceId: 'Root=1',
      tenantId: 'acme',
      headers: { 'lambda-runtime-aws-request-id': 'id-1', ...headers },
      body: '{"a":1}',
    });
    expect(transport.requests).toEqual([{ method: 'GET', path: '/2018-06-01/runtime/invocation/next', headers: [] }]);
  });

  it.each([
    ['invocation id', 'invocationId', 'lambda-runtime-invocation-id'],
    ['trace', 'traceId', 'lambda-runtime-trace-id'],
    ['tenant', 'tenantId', 'lambda-runtime-aws-tenant-id'],
  ] as const)('has no %s if the header is empty', async (_what, member, header) => {
    const next = await createApi(new ScriptedTransport(event({ [header]: '' }))).next();
    expect(next[member]).toBeUndefined();
  });

  it.each([403, 500, 503])('rejects with status %d', async (status) => {
    const body = '{"errorMessage":"no","errorType":"InvalidStateTransition"}';
    const next = createApi(new ScriptedTransport({ status, body })).next();
    await expect(next).rejects.toThrow(ApiStatusError);
    await expect(next).rejects.toMatchObject({
      status,
      errorType: 'InvalidStateTransition',
      isFatal: status === 500,
      message: `the Runtime API responded with ${status} to invocation/next: InvalidStateTransition: no`,
    });
  });

  it.each([{ 'lambda-runtime-aws-request-id': '' }, {}])(
    'rejects an invocation without a request id',
    async (headers) => {
      const next = createApi(new ScriptedTransport({ status: 200, headers })).next();
      await expect(next).rejects.toThrow(ApiContractError);
    },
  );

  it('is retried if the connection was lost, which loses no invocation', async () => {
    vi.useFakeTimers();
    const transport = new ScriptedTransport(lost(), lost(), event());
    const next = createApi(transport).next();
    await vi.runAllTimersAsync();
    expect((await next).requestId).toBe('id-1');
    expect(transport.requests).toHaveLength(3);
  });

  it('gives up with the last error if the connection stays lost', async () => {
    vi.useFakeTimers();
    const failures = Array.from({ length: 20 }, lost);
    const transport = new ScriptedTransport(...failures);
    const next = createApi(transport).next();
    const rejection = expect(next).rejects.toThrow(ApiConnectionError);
    await vi.runAllTimersAsync();
    await rejection;
    expect(transport.requests.length).toBeGreaterThan(3);
    expect(transport.requests.length).toBeLessThan(10);
  });

  it('is not retried after the retry window, even if earlier attempts took long', async () => {
    vi.useFakeTimers();
    const transport = new ScriptedTransport();
    vi.spyOn(transport, 'request').mockImplementation(
      () => new Promise((_, reject) => setTimeout(() => reject(lost()), 900)),
    );
    const rejection = expect(createApi(transport).next()).rejects.toThrow(ApiConnectionError);
    await vi.runAllTimersAsync();
    await rejection;
    expect(transport.request).toHaveBeenCalledTimes(4);
  });

  it('is not retried if the response was not HTTP', async () => {
    const transport = new ScriptedTransport(new ApiConnectionError('malformed', 'not HTTP'));
    await expect(createApi(transport).next()).rejects.toThrow('not HTTP');
    expect(transport.requests).toHaveLength(1);
  });
});

describe('respond', () => {
  it('posts the response as JSON, with a time limit', async () => {
    const transport = new ScriptedTransport({});
    await createApi(transport).respond(key, '"done"');
    expect(transport.requests).toEqual([
      {
        method: 'POST',
        path: '/2018-06-01/runtime/invocation/id-1/response',
        headers: ['Content-Type', 'application/json'],
        body: '"done"',
        stallTimeout: STALL_TIMEOUT_MS,
      },
    ]);
  });

  it('encodes the request id in the path', async () => {
    const transport = new ScriptedTransport({});
    await createApi(transport).respond({ ...key, requestId: '../a b?c' }, '');
    expect(transport.requests[0]?.path).toBe('/2018-06-01/runtime/invocation/..%2Fa%20b%3Fc/response');
  });

  it('sends back the invocation id if there is one', async () => {
    const transport = new ScriptedTransport({});
    await createApi(transport).respond({ ...key, invocationId: 'try-2' }, '');
    expect(transport.headers).toMatchObject({ 'Lambda-Runtime-Invocation-Id': 'try-2' });
  });

  it.each([200, 202])('accepts status %d', async (status) => {
    await expect(createApi(new ScriptedTransport({ status })).respond(key, '')).resolves.toBeUndefined();
  });

  it.each([
    [400, false],
    [403, false],
    [410, false],
    [413, false],
    [500, true],
  ])('rejects with status %d, which is fatal: %s', async (status, isFatal) => {
    const response = createApi(new ScriptedTransport({ status })).respond(key, '');
    await expect(response).rejects.toThrow(ApiStatusError);
    await expect(response).rejects.toMatchObject({ status, isFatal });
    await expect(response).rejects.toThrow(`responded with ${status} to invocation/id-1/response`);
  });

  it.each([
    [
      'its JSON',
      '{"errorType":"RequestEntityTooLarge","errorMessage":"Exceeded"}',
      ': RequestEntityTooLarge: Exceeded',
    ],
    ['JSON without the keys', '{"a":1}', ''],
    ['JSON that is not an object', 'null', ''],
    ['keys that are not strings', '{"errorType":7,"errorMessage":{}}', ''],
    ['text', 'Bad Gateway', ': Bad Gateway'],
    ['nothing', '', ''],
  ])('includes the platform’s message in the error: %s', async (_what, body, detail) => {
    const response = createApi(new ScriptedTransport({ status: 413, body })).respond(key, '');
    await expect(response).rejects.toMatchObject({
      message: `the Runtime API responded with 413 to invocation/id-1/response${detail}`,
    });
  });

  it('is never sent twice', async () => {
    const transport = new ScriptedTransport(lost());
    await expect(createApi(transport).respond(key, '')).rejects.toThrow(ApiConnectionError);
    expect(transport.requests).toHaveLength(1);
  });
});

describe('fail', () => {
  it('posts the report, with its type and cause in headers', async () => {
    const transport = new ScriptedTransport({});
    await createApi(transport).fail({ ...key, invocationId: 'try-2' }, report);
    expect(transport.requests[0]).toMatchObject({
      path: '/2018-06-01/runtime/invocation/id-1/error',
      body: report.body,
      stallTimeout: STALL_TIMEOUT_MS,
    });
    expect(transport.headers).toEqual({
      'Content-Type': 'application/vnd.aws.lambda.error+json',
      'Lambda-Runtime-Function-Error-Type': 'Function.TypeError',
      'Lambda-Runtime-Function-XRay-Error-Cause': '{"exceptions":[]}',
      'Lambda-Runtime-Invocation-Id': 'try-2',
    });
  });
});

describe.each([
  ['initError', '/2018-06-01/runtime/init/error'],
  ['restoreError', '/2018-06-01/runtime/restore/error'],
] as const)('%s', (call, path) => {
  it('posts the report without an invocation', async () => {
    const transport = new ScriptedTransport({});
    await createApi(transport)[call](report);
    expect(transport.requests[0]).toMatchObject({ method: 'POST', path, body: report.body });
    expect(transport.headers).not.toHaveProperty('Lambda-Runtime-Invocation-Id');
    expect(transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': 'Function.TypeError' });
  });

  it('rejects if the platform rejects it', async () => {
    await expect(createApi(new ScriptedTransport({ status: 403 }))[call](report)).rejects.toThrow(ApiStatusError);
  });
});

describe('restoreNext', () => {
  it('waits without a time limit until the process is restored', async () => {
    const transport = new ScriptedTransport({ status: 200 });
    await createApi(transport).restoreNext();
    expect(transport.requests).toEqual([{ method: 'GET', path: '/2018-06-01/runtime/restore/next', headers: [] }]);
  });

  it('rejects with any other status', async () => {
    await expect(createApi(new ScriptedTransport({ status: 403 })).restoreNext()).rejects.toThrow('restore/next');
  });
});

describe('respondStreaming', () => {
  it('announces a streaming response and its trailers when the sink is started', () => {
    const transport = new ScriptedTransport({});
    const sink = createApi(transport).respondStreaming({ ...key, invocationId: 'try-2' }, ERROR_TRAILERS);
    expect(transport.requests).toEqual([]);
    sink.start('text/plain', () => {});
    expect(transport.requests[0]).toMatchObject({
      method: 'POST',
      path: '/2018-06-01/runtime/invocation/id-1/response',
      stallTimeout: STALL_TIMEOUT_MS,
    });
    expect(transport.headers).toEqual({
      'Content-Type': 'text/plain',
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
      'Lambda-Runtime-Invocation-Id': 'try-2',
    });
  });

  it('passes on the written bytes, and resolves the end when the platform has accepted it', async () => {
    const transport = new ScriptedTransport({ status: 202 });
    const sink = createApi(transport).respondStreaming(key, ERROR_TRAILERS);
    sink.start('text/plain', () => {});
    expect(sink.write([Buffer.from('all')])).toBeUndefined();
    await expect(sink.end()).resolves.toBeUndefined();
    await expect(sink.accepted).resolves.toBeUndefined();
    expect(Buffer.concat(transport.written).toString()).toBe('all');
  });

  it('rejects the end if the platform rejects the response', async () => {
    const sink = createApi(new ScriptedTransport({ status: 413 })).respondStreaming(key, ERROR_TRAILERS);
    sink.start('text/plain', () => {});
    await expect(sink.end()).rejects.toMatchObject({ status: 413 });
    await expect(sink.accepted).rejects.toMatchObject({ status: 413 });
  });

  it.each([
    ['a rejection', { status: 410, headers: {}, body: '' }, ApiStatusError],
    ['an acceptance before the end', { status: 202, headers: {}, body: '' }, ApiContractError],
    ['a lost connection', lost(), ApiConnectionError],
  ])('reports an early end to the writer and to its caller: %s', async (_name, outcome, errorClass) => {
    const transport = new ScriptedTransport();
    const failed = vi.fn<(error: unknown) => void>();
    const sink = createApi(transport).respondStreaming(key, ERROR_TRAILERS);
    sink.start('text/plain', failed);
    transport.rejectStream(outcome);
    await expect(sink.accepted).rejects.toThrow(errorClass);
    expect(failed).toHaveBeenCalledExactlyOnceWith(expect.any(errorClass));
  });

  it('rejects writing before the start', () => {
    const sink = createApi(new ScriptedTransport()).respondStreaming(key, ERROR_TRAILERS);
    expect(() => sink.write([])).toThrow('the stream has not been started');
  });
});

describe('close', () => {
  it('closes the connections', () => {
    const transport = new ScriptedTransport();
    createApi(transport).close();
    expect(transport.isClosed).toBe(true);
  });
});

describe('the errors', () => {
  it('have the names of their classes, which are not part of their JSON', () => {
    expect(lost().name).toBe('ApiConnectionError');
    expect(new ApiStatusError('invocation/next', 500, '', '').name).toBe('ApiStatusError');
    expect(new ApiContractError('no').name).toBe('ApiContractError');
    expect(Object.keys(new ApiStatusError('invocation/next', 500, '', ''))).not.toContain('name');
  });
});
