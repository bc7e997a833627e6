import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
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

  it('is of the class that the function imports, and so is the reason of its signal', async () => {
    await using lambda = await start(
      `import { Context, DeadlineError } from '@alr/context';\n${plainHandler(`async (event, context) => {
        const { signal } = context;
        const alive = setInterval(() => {}, 1000);
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        clearInterval(alive);
        return [context instanceof Context, signal.reason instanceof DeadlineError];
      }`)}`,
    );
    const deadline = { 'Lambda-Runtime-Deadline-Ms': String(Date.now() + 2_000) };
    expect((await lambda.invoke(null, { headers: deadline })).json()).toEqual([true, true]);
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

  it('is seen by everything that reads the environment, and never set in the environment of the process', async () => {
    await using lambda = await start(
      `import { execFileSync } from 'node:child_process';
       const { env } = process;
       export default async () => ({
         read: process.env._X_AMZN_TRACE_ID,
         kept: env._X_AMZN_TRACE_ID,
         spread: { ...process.env }._X_AMZN_TRACE_ID,
         listed: Object.keys(process.env).includes('_X_AMZN_TRACE_ID'),
         child: execFileSync('/bin/sh', ['-c', 'printf %s "$_X_AMZN_TRACE_ID"']).toString(),
         process: process.report.getReport().environmentVariables._X_AMZN_TRACE_ID ?? 'not set',
       });`,
      { env: { _X_AMZN_TRACE_ID: 'Root=1-left-over' } },
    );
    for (const trace of [TRACE_ID, 'Root=1-2-3;Sampled=0']) {
      const { read, kept, spread, listed, child, process } = (
        await lambda.invoke(null, { headers: { 'Lambda-Runtime-Trace-Id': trace } })
      ).json() as Record<string, unknown>;
      expect([read, kept, spread, listed, child]).toEqual([trace, trace, trace, true, trace]);
      expect(process).toBe('not set');
    }
    expect((await lambda.invoke(null, { headers: { 'Lambda-Runtime-Trace-Id': undefined } })).json()).toEqual({
      listed: false,
      child: '',
      process: 'not set',
    });
  });

  it('is seen by a tool that was loaded before the runtime, and kept the environment', async () => {
    await using lambda = await start(
      {
        'tool.mjs': 'const { env } = process; globalThis.readTrace = () => env._X_AMZN_TRACE_ID;',
        'app.mjs': plainHandler('async () => readTrace()'),
      },
      { nodeOptions: ['--import', './tool.mjs'] },
    );
    expect((await lambda.invoke()).json()).toBe(TRACE_ID);
  });

  it.each(['1', undefined])(
    'is in _X_AMZN_TRACE_ID without the global store, and with concurrency %s',
    async (concurrency) => {
      await using lambda = await start(VARIABLE, {
        env: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: '1', AWS_LAMBDA_MAX_CONCURRENCY: concurrency },
      });
      expect((await lambda.invoke()).json()).toEqual({ trace: TRACE_ID });
    },
  );

  it('is seen by a loop by the user, and in the environment that its code puts in place', async () => {
    await using lambda = await start(
      classHandler(`async run() {
        for (;;) {
          await this.nextEvent();
          await this.sendInvocationResponse([process.env._X_AMZN_TRACE_ID, { ...process.env }._X_AMZN_TRACE_ID]);
          process.env = { ...process.env };
        }
      }`),
    );
    for (const trace of [TRACE_ID, 'Root=1-2-3;Sampled=0', 'Root=4']) {
      const response = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Trace-Id': trace } });
      expect(response.json()).toEqual([trace, trace]);
    }
  });
});
