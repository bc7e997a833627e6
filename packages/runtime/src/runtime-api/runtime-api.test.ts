import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScriptedTransport } from '../../test/scripted-transport.ts';
import { ApiConnectionError, ApiContractError, ApiStatusError } from './errors.ts';
import { RuntimeApi } from './runtime-api.ts';

const key = { requestId: 'id-1', invocationId: undefined };
const report = { headerType: 'Function.TypeError', body: '{"errorType":"TypeError"}', cause: '{"exceptions":[]}' };
const STALL_TIMEOUT_MS = 10_000;

function apiOver(transport: ScriptedTransport): RuntimeApi {
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
  it('gets an invocation, without a limit in time', async () => {
    const transport = new ScriptedTransport(event({ 'lambda-runtime-invocation-id': 'try-2' }, '{"a":1}'));
    expect(await apiOver(transport).next()).toMatchObject({
      requestId: 'id-1',
      invocationId: 'try-2',
      headers: { 'lambda-runtime-aws-request-id': 'id-1' },
      body: '{"a":1}',
    });
    expect(transport.requests).toEqual([{ method: 'GET', path: '/2018-06-01/runtime/invocation/next', headers: [] }]);
  });

  it('has no invocation id where the header is empty', async () => {
    const next = await apiOver(new ScriptedTransport(event({ 'lambda-runtime-invocation-id': '' }))).next();
    expect(next.invocationId).toBeUndefined();
  });

  it.each([403, 500, 503])('rejects with status %d', async (status) => {
    const body = '{"errorMessage":"no","errorType":"InvalidStateTransition"}';
    const next = apiOver(new ScriptedTransport({ status, body })).next();
    await expect(next).rejects.toThrow(ApiStatusError);
    await expect(next).rejects.toMatchObject({
      status,
      errorType: 'InvalidStateTransition',
      isFatal: status === 500,
      message: `the Runtime API answered ${status} to invocation/next: InvalidStateTransition: no`,
    });
  });

  it.each([{ 'lambda-runtime-aws-request-id': '' }, {}])(
    'rejects an invocation without a request id',
    async (headers) => {
      const next = apiOver(new ScriptedTransport({ status: 200, headers })).next();
      await expect(next).rejects.toThrow(ApiContractError);
    },
  );

  it('asks again where the connection was lost: it loses nothing by that', async () => {
    vi.useFakeTimers();
    const transport = new ScriptedTransport(lost(), lost(), event());
    const next = apiOver(transport).next();
    await vi.runAllTimersAsync();
    expect((await next).requestId).toBe('id-1');
    expect(transport.requests).toHaveLength(3);
  });

  it('gives up, with the last failure, where the connection stays lost', async () => {
    vi.useFakeTimers();
    const failures = Array.from({ length: 20 }, lost);
    const transport = new ScriptedTransport(...failures);
    const next = apiOver(transport).next();
    const rejection = expect(next).rejects.toThrow(ApiConnectionError);
    await vi.runAllTimersAsync();
    await rejection;
    expect(transport.requests.length).toBeGreaterThan(3);
    expect(transport.requests.length).toBeLessThan(10);
  });

  it('doesn’t ask again where the answer wasn’t HTTP', async () => {
    const transport = new ScriptedTransport(new ApiConnectionError('malformed', 'not HTTP'));
    await expect(apiOver(transport).next()).rejects.toThrow('not HTTP');
    expect(transport.requests).toHaveLength(1);
  });
});

describe('respond', () => {
  it('posts the response as JSON, held to the stall timeout', async () => {
    const transport = new ScriptedTransport({});
    await apiOver(transport).respond(key, '"done"');
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
    await apiOver(transport).respond({ ...key, requestId: '../a b?c' }, '');
    expect(transport.requests[0]?.path).toBe('/2018-06-01/runtime/invocation/..%2Fa%20b%3Fc/response');
  });

  it('echoes the invocation id where there is one', async () => {
    const transport = new ScriptedTransport({});
    await apiOver(transport).respond({ ...key, invocationId: 'try-2' }, '');
    expect(transport.headers).toMatchObject({ 'Lambda-Runtime-Invocation-Id': 'try-2' });
  });

  it.each([200, 202])('takes status %d for a yes', async (status) => {
    await expect(apiOver(new ScriptedTransport({ status })).respond(key, '')).resolves.toBeUndefined();
  });

  it.each([
    [400, false],
    [403, false],
    [410, false],
    [413, false],
    [500, true],
  ])('rejects with status %d, which is fatal: %s', async (status, isFatal) => {
    const reply = apiOver(new ScriptedTransport({ status })).respond(key, '');
    await expect(reply).rejects.toThrow(ApiStatusError);
    await expect(reply).rejects.toMatchObject({ status, isFatal });
    await expect(reply).rejects.toThrow(`answered ${status} to invocation/id-1/response`);
  });

  it.each([
    [
      'its JSON',
      '{"errorType":"RequestEntityTooLarge","errorMessage":"Exceeded"}',
      ': RequestEntityTooLarge: Exceeded',
    ],
    ['JSON without the keys', '{"a":1}', ''],
    ['JSON that is no object', 'null', ''],
    ['keys that are no strings', '{"errorType":7,"errorMessage":{}}', ''],
    ['text', 'Bad Gateway', ': Bad Gateway'],
    ['nothing', '', ''],
  ])('tells what the platform said: %s', async (_what, body, detail) => {
    const reply = apiOver(new ScriptedTransport({ status: 413, body })).respond(key, '');
    await expect(reply).rejects.toMatchObject({
      message: `the Runtime API answered 413 to invocation/id-1/response${detail}`,
    });
  });

  it('is never sent twice', async () => {
    const transport = new ScriptedTransport(lost());
    await expect(apiOver(transport).respond(key, '')).rejects.toThrow(ApiConnectionError);
    expect(transport.requests).toHaveLength(1);
  });
});

describe('fail', () => {
  it('posts the report, with type and cause in headers', async () => {
    const transport = new ScriptedTransport({});
    await apiOver(transport).fail({ ...key, invocationId: 'try-2' }, report);
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
  it('posts the report, without an invocation', async () => {
    const transport = new ScriptedTransport({});
    await apiOver(transport)[call](report);
    expect(transport.requests[0]).toMatchObject({ method: 'POST', path, body: report.body });
    expect(transport.headers).not.toHaveProperty('Lambda-Runtime-Invocation-Id');
    expect(transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': 'Function.TypeError' });
  });

  it('rejects where the platform refuses it', async () => {
    await expect(apiOver(new ScriptedTransport({ status: 403 }))[call](report)).rejects.toThrow(ApiStatusError);
  });
});

describe('restoreNext', () => {
  it('waits, without a limit in time, until the process is restored', async () => {
    const transport = new ScriptedTransport({ status: 200 });
    await apiOver(transport).restoreNext();
    expect(transport.requests).toEqual([{ method: 'GET', path: '/2018-06-01/runtime/restore/next', headers: [] }]);
  });

  it('rejects with any other status', async () => {
    await expect(apiOver(new ScriptedTransport({ status: 403 })).restoreNext()).rejects.toThrow('restore/next');
  });
});

describe('respondStreaming', () => {
  it('announces a streaming response and its trailers', () => {
    const transport = new ScriptedTransport({});
    apiOver(transport).respondStreaming({ ...key, invocationId: 'try-2' }, 'text/plain', () => {});
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

  it('hands on what is written, and resolves its end when the platform has taken it', async () => {
    const transport = new ScriptedTransport({ status: 202 });
    const stream = apiOver(transport).respondStreaming(key, 'text/plain', () => {});
    expect(stream.write([Buffer.from('all')])).toBeUndefined();
    await expect(stream.end()).resolves.toBeUndefined();
    expect(Buffer.concat(transport.written).toString()).toBe('all');
  });

  it('rejects its end where the platform refuses it then', async () => {
    const stream = apiOver(new ScriptedTransport({ status: 413 })).respondStreaming(key, 'text/plain', () => {});
    await expect(stream.end()).rejects.toMatchObject({ status: 413 });
  });

  it.each([
    ['the status of a refusal', { status: 410, headers: {}, body: '' }, ApiStatusError],
    ['a yes before the end', { status: 202, headers: {}, body: '' }, ApiContractError],
    ['a lost connection', lost(), ApiConnectionError],
  ])('tells of an early end by an error: %s', (_what, outcome, errorClass) => {
    const transport = new ScriptedTransport();
    const refused = vi.fn<(error: Error) => void>();
    apiOver(transport).respondStreaming(key, 'text/plain', refused);
    transport.refuse(outcome);
    expect(refused).toHaveBeenCalledExactlyOnceWith(expect.any(errorClass));
  });
});

describe('close', () => {
  it('drops the connections', () => {
    const transport = new ScriptedTransport();
    apiOver(transport).close();
    expect(transport.isClosed).toBe(true);
  });
});

describe('the errors', () => {
  it('have names of their own, which no copy of them in JSON shows twice', () => {
    expect(lost().name).toBe('ApiConnectionError');
    expect(new ApiStatusError('invocation/next', 500, '', '').name).toBe('ApiStatusError');
    expect(new ApiContractError('no').name).toBe('ApiContractError');
    expect(Object.keys(new ApiStatusError('invocation/next', 500, '', ''))).not.toContain('name');
  });
});
