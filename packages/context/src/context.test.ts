import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Context, type InvocationHeaders } from './index.ts';

const env = {
  AWS_LAMBDA_FUNCTION_NAME: 'orders',
  AWS_LAMBDA_FUNCTION_VERSION: '7',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[7]abc',
};

const headers = {
  'lambda-runtime-aws-request-id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  'lambda-runtime-deadline-ms': '1795420147799',
  'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
};

const everything = {
  ...headers,
  'lambda-runtime-trace-id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
  'lambda-runtime-aws-tenant-id': 'blue',
  'lambda-runtime-client-context': '{"custom":{"language":"de"}}',
  'lambda-runtime-cognito-identity': '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
};

describe('the data of a context', () => {
  it('comes from the headers and the environment', () => {
    expect({ ...Context.fromHeaders(everything, env) }).toEqual({
      awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
      functionName: 'orders',
      functionVersion: '7',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
      memoryLimitInMB: '512',
      logGroupName: '/aws/lambda/orders',
      logStreamName: '2026/11/23/[7]abc',
      deadlineMs: 1795420147799,
      traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
      xRayTraceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
      tenantId: 'blue',
      clientContext: { custom: { language: 'de' } },
      identity: { cognitoIdentityId: 'id', cognitoIdentityPoolId: 'pool' },
      getRemainingTimeInMillis: expect.any(Function),
    });
  });

  it('leaves out what the invocation does not have', () => {
    const data = Object.keys(Context.fromHeaders(headers, env));
    expect(data).toEqual([
      'awsRequestId',
      'functionName',
      'functionVersion',
      'invokedFunctionArn',
      'memoryLimitInMB',
      'logGroupName',
      'logStreamName',
      'deadlineMs',
      'getRemainingTimeInMillis',
    ]);
  });

  it('is empty if the environment does not set it', () => {
    expect(Context.fromHeaders(headers, {})).toMatchObject({
      functionName: '',
      memoryLimitInMB: '',
      logStreamName: '',
    });
  });

  it('comes from the environment of the process by default', () => {
    expect(Context.fromHeaders(headers).functionName).toBe(process.env.AWS_LAMBDA_FUNCTION_NAME ?? '');
  });

  it('is all that is spread, serialized or inspected', () => {
    const context = Context.fromHeaders(everything, env);
    // Using the context must not add data.
    void context.signal;
    context.callbackWaitsForEmptyEventLoop = false;
    const { getRemainingTimeInMillis, ...data } = { ...context };
    expect(JSON.parse(JSON.stringify(context))).toEqual(data);
    expect(inspect(context)).toBe(`Context ${inspect({ ...context })}`);
    expect(getRemainingTimeInMillis).toBe(context.getRemainingTimeInMillis);
  });
});

describe('getRemainingTimeInMillis', () => {
  it('counts down to the deadline', () => {
    const { getRemainingTimeInMillis } = contextEndingIn(60_000);
    expect(getRemainingTimeInMillis()).toBeGreaterThan(50_000);
    expect(getRemainingTimeInMillis()).toBeLessThanOrEqual(60_000);
  });

  it('is 0 after the deadline', () => {
    expect(contextEndingIn(-1000).getRemainingTimeInMillis()).toBe(0);
  });
});

describe('the interface of Node.js 0.10', () => {
  const context = Context.fromHeaders(headers, env);

  it('keeps what a handler sets callbackWaitsForEmptyEventLoop to', () => {
    expect(context.callbackWaitsForEmptyEventLoop).toBe(true);
    context.callbackWaitsForEmptyEventLoop = false;
    expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
  });

  it.each([
    ['done', 'return the result, or throw the error'],
    ['fail', 'throw the error'],
    ['succeed', 'return the result'],
  ] as const)('throws from %s(), with the advice: %s', (method, replacement) => {
    expect(() => context[method]()).toThrow(
      expect.objectContaining({ name: 'RemovedMethodError', message: expect.stringContaining(replacement) }),
    );
  });
});

function contextEndingIn(ms: number): Context {
  const deadline: InvocationHeaders = { ...headers, 'lambda-runtime-deadline-ms': String(Date.now() + ms) };
  return Context.fromHeaders(deadline, env);
}
