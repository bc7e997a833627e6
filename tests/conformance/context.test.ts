import { describe, expect, it } from 'vitest';
import { plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { FUNCTION_ARN, TRACE_ID } from './server/responses.ts';

const CONTEXT = plainHandler('async (event, context) => ({ ...context })');
const VARIABLE = plainHandler(`async () => ({ trace: process.env._X_AMZN_TRACE_ID })`);

describe('the context of an invocation', () => {
  it('has the data of the headers and the environment, as on AWS', async () => {
    await using lambda = await start(CONTEXT);
    const deadline = Date.now() + 30_000;
    const response = await lambda.invoke(null, {
      headers: { 'Lambda-Runtime-Deadline-Ms': String(deadline), 'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1' },
    });
    expect(response.json()).toMatchObject({
      awsRequestId: response.requestId,
      functionName: 'tested',
      functionVersion: '7',
      invokedFunctionArn: FUNCTION_ARN,
      memoryLimitInMB: '512',
      logGroupName: '/aws/lambda/tested',
      logStreamName: '2026/11/23/[7]0123456789abcdef',
      deadlineMs: deadline,
      traceId: TRACE_ID,
      tenantId: 'tenant-1',
    });
  });

  it('has the parsed client context and identity', async () => {
    await using lambda = await start(CONTEXT);
    const client = { client: { app_title: 'ä漢😀' }, Custom: { a: 'b' }, env: {} };
    const identity = { cognitoIdentityId: 'i', cognitoIdentityPoolId: 'p' };
    const response = await lambda.invoke(null, {
      headers: {
        'Lambda-Runtime-Client-Context': JSON.stringify(client),
        'Lambda-Runtime-Cognito-Identity': JSON.stringify(identity),
      },
    });
    expect(response.json()).toMatchObject({ clientContext: client, identity });
  });

  it('treats empty headers as absent', async () => {
    await using lambda = await start(CONTEXT);
    const response = await lambda.invoke(null, {
      headers: {
        'Lambda-Runtime-Client-Context': '',
        'Lambda-Runtime-Cognito-Identity': '',
        'Lambda-Runtime-Aws-Tenant-Id': '',
        'Lambda-Runtime-Trace-Id': '',
      },
    });
    expect(response.call).toBe('response');
    const context = response.json() as Record<string, unknown>;
    for (const name of ['clientContext', 'identity', 'tenantId', 'traceId']) expect(context[name] ?? null).toBeNull();
  });

  it.each(['Lambda-Runtime-Client-Context', 'Lambda-Runtime-Cognito-Identity'])(
    'fails the invocation if %s is not JSON, and the loop continues',
    async (name) => {
      await using lambda = await start(CONTEXT);
      expect(await lambda.invoke(null, { headers: { [name]: '{' } })).toMatchObject({ call: 'error' });
      expect((await lambda.invoke()).call).toBe('response');
    },
  );

  it('counts down to the deadline', async () => {
    await using lambda = await start(plainHandler('async (event, context) => context.getRemainingTimeInMillis()'));
    const remaining = Number((await lambda.invoke()).text);
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(60_000);
  });

  it('aborts its signal before the deadline', async () => {
    await using lambda = await start(
      plainHandler(`async (event, context) => {
        const alive = setInterval(() => {}, 1000);
        await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
        clearInterval(alive);
        return context.getRemainingTimeInMillis() > 0;
      }`),
    );
    const deadline = { 'Lambda-Runtime-Deadline-Ms': String(Date.now() + 2_000) };
    expect((await lambda.invoke(null, { headers: deadline })).text).toBe('true');
  });
});

describe('the trace of an invocation', () => {
  it('is in _X_AMZN_TRACE_ID, and is removed if the next invocation has none', async () => {
    await using lambda = await start(VARIABLE, { env: { _X_AMZN_TRACE_ID: 'Root=1-left-over' } });
    expect((await lambda.invoke()).json()).toEqual({ trace: TRACE_ID });
    const without = { 'Lambda-Runtime-Trace-Id': undefined };
    expect((await lambda.invoke(null, { headers: without })).json()).toEqual({});
    const other = { 'Lambda-Runtime-Trace-Id': 'Root=1-2-3;Sampled=0' };
    expect((await lambda.invoke(null, { headers: other })).json()).toEqual({ trace: 'Root=1-2-3;Sampled=0' });
    expect((await lambda.invoke(null, { headers: { 'Lambda-Runtime-Trace-Id': '' } })).json()).toEqual({});
  });
});
