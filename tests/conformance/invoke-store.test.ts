import { describe, expect, it } from 'vitest';
import { plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { TRACE_ID } from './server/responses.ts';

/** Everything that libraries read from the store. */
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

  it('has the current invocation, before and after an await', async () => {
    await using lambda = await start(
      plainHandler(`async () => { const before = ${ASK}; await new Promise(setImmediate); return [before, ${ASK}]; }`),
    );
    for (const tenant of ['one', 'two']) {
      const response = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Aws-Tenant-Id': tenant } });
      const known = { id: response.requestId, trace: TRACE_ID, tenant };
      expect(response.json()).toEqual([known, known]);
    }
  });

  it('has no data of the previous invocation', async () => {
    await using lambda = await start(
      plainHandler(
        `async () => { const seen = awslambda.InvokeStore.get('mine') ?? null; awslambda.InvokeStore.set('mine', 1); return [seen, awslambda.InvokeStore.get('mine')]; }`,
      ),
    );
    expect((await lambda.invoke()).json()).toEqual([null, 1]);
    expect((await lambda.invoke()).json()).toEqual([null, 1]);
  });

  it('has no trace or tenant if the invocation has none', async () => {
    await using lambda = await start(plainHandler(`async () => (${ASK})`));
    const response = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Trace-Id': undefined } });
    expect(response.json()).toEqual({ id: response.requestId });
  });

  it('has the current invocation in streams too', async () => {
    await using lambda = await start(
      plainHandler(`awslambda.streamifyResponse(async (event, stream) => {
        await new Promise(setImmediate);
        stream.end(awslambda.InvokeStore.getRequestId());
      })`),
    );
    const response = await lambda.invoke();
    expect(response.text).toBe(response.requestId);
  });

  it.each(['1', 'true'])('is left off the global object by AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA=%s', async (value) => {
    await using lambda = await start(plainHandler(`async () => typeof globalThis.awslambda?.InvokeStore`), {
      env: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: value },
    });
    expect((await lambda.invoke()).text).toBe('"undefined"');
  });

  it('is the one that @aws/lambda-invoke-store returns', async () => {
    await using lambda = await start(
      `import { InvokeStore } from '@aws/lambda-invoke-store';\n` +
        plainHandler(`async () => {
          const store = await InvokeStore.getInstanceAsync();
          return [store === awslambda.InvokeStore, store.getRequestId(), store.getXRayTraceId()];
        }`),
      { packages: ['@aws/lambda-invoke-store'] },
    );
    const response = await lambda.invoke();
    expect(response.json()).toEqual([true, response.requestId, TRACE_ID]);
  });
});
