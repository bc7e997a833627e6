import { describe, expect, it } from 'vitest';
import { plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { TRACE_ID } from './server/responses.ts';

/** Everything that libraries ask the store for. */
const ASK = `{
  id: awslambda.InvokeStore.getRequestId(),
  trace: awslambda.InvokeStore.getXRayTraceId(),
  tenant: awslambda.InvokeStore.getTenantId(),
}`;

describe('the invoke store', () => {
  it('is an instance on the global object before the module is loaded', async () => {
    await using lambda = await start(
      `const store = globalThis.awslambda?.InvokeStore;
       const found = [typeof store?.then, ...['run', 'get', 'set', 'getRequestId', 'getXRayTraceId', 'getTenantId'].map((name) => typeof store?.[name])];
       export const handler = async () => found;`,
      { handler: 'app.handler' },
    );
    expect((await lambda.invoke()).json()).toEqual(['undefined', ...Array.from({ length: 6 }, () => 'function')]);
  });

  it('knows the invocation, before and after waiting', async () => {
    await using lambda = await start(
      plainHandler(`async () => { const before = ${ASK}; await new Promise(setImmediate); return [before, ${ASK}]; }`),
    );
    for (const tenant of ['one', 'two']) {
      const reply = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Aws-Tenant-Id': tenant } });
      const known = { id: reply.requestId, trace: TRACE_ID, tenant };
      expect(reply.json()).toEqual([known, known]);
    }
  });

  it('has nothing of the invocation before', async () => {
    await using lambda = await start(
      plainHandler(
        `async () => { const seen = awslambda.InvokeStore.get('mine') ?? null; awslambda.InvokeStore.set('mine', 1); return [seen, awslambda.InvokeStore.get('mine')]; }`,
      ),
    );
    expect((await lambda.invoke()).json()).toEqual([null, 1]);
    expect((await lambda.invoke()).json()).toEqual([null, 1]);
  });

  it('knows nothing of a trace or a tenant where there is none', async () => {
    await using lambda = await start(plainHandler(`async () => (${ASK})`));
    const reply = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Trace-Id': undefined } });
    expect(reply.json()).toEqual({ id: reply.requestId });
  });

  it('is known in streams as well', async () => {
    await using lambda = await start(
      plainHandler(`awslambda.streamifyResponse(async (event, stream) => {
        await new Promise(setImmediate);
        stream.end(awslambda.InvokeStore.getRequestId());
      })`),
    );
    const reply = await lambda.invoke();
    expect(reply.text).toBe(reply.requestId);
  });

  it.each(['1', 'true'])('is left off the global object by AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA=%s', async (value) => {
    await using lambda = await start(plainHandler(`async () => typeof globalThis.awslambda?.InvokeStore`), {
      env: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: value },
    });
    expect((await lambda.invoke()).text).toBe('"undefined"');
  });

  it('is the one that @aws/lambda-invoke-store gives its users', async () => {
    await using lambda = await start(
      `import { InvokeStore } from '@aws/lambda-invoke-store';\n` +
        plainHandler(`async () => {
          const store = await InvokeStore.getInstanceAsync();
          return [store === awslambda.InvokeStore, store.getRequestId(), store.getXRayTraceId()];
        }`),
      { packages: ['@aws/lambda-invoke-store'] },
    );
    const reply = await lambda.invoke();
    expect(reply.json()).toEqual([true, reply.requestId, TRACE_ID]);
  });
});
