import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Context, type InvocationHeaders } from './index.ts';

const headers = {
  'lambda-runtime-aws-request-id': 'id',
  'lambda-runtime-deadline-ms': '1795420147799',
  'lambda-runtime-invoked-function-arn': 'arn',
  'lambda-runtime-trace-id': 'Root=1',
  'lambda-runtime-aws-tenant-id': 'blue',
  'lambda-runtime-client-context': '{"custom":1}',
};
const expected = {
  awsRequestId: 'id',
  deadlineMs: 1795420147799,
  invokedFunctionArn: 'arn',
  traceId: 'Root=1',
  tenantId: 'blue',
  clientContext: { custom: 1 },
};

describe('headers', () => {
  it.each<[string, InvocationHeaders]>([
    ['an object', headers],
    ['a fetch Headers', new Headers(headers)],
    ['an object without a prototype', Object.assign(Object.create(null), headers)],
    ['an object of arrays', Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))],
  ])('may be %s', (_form, given) => {
    expect(Context.fromHeaders(given)).toMatchObject(expected);
  });

  it('may have names in any case, even mixed', () => {
    const anyCase = fc.tuple(
      ...Object.entries(headers).map(([name, value]) => fc.mixedCase(fc.constant(name)).map((mixed) => [mixed, value])),
    );
    fc.assert(
      fc.property(anyCase, (entries) => {
        expect(Context.fromHeaders(Object.fromEntries(entries))).toMatchObject(expected);
      }),
    );
  });

  it('have their first value if they are repeated', () => {
    const context = Context.fromHeaders({ ...headers, 'lambda-runtime-aws-tenant-id': ['blue', 'green'] });
    expect(context.tenantId).toBe('blue');
  });

  it.each([[''], [[]], [['']], [undefined]])('are absent if they are empty: %o', (empty) => {
    const { 'lambda-runtime-aws-request-id': id } = headers;
    const names = Object.keys(headers).slice(1);
    const given = { 'lambda-runtime-aws-request-id': id, ...Object.fromEntries(names.map((name) => [name, empty])) };
    const context = Context.fromHeaders(given, {});
    expect(context).not.toHaveProperty('traceId');
    expect(context).not.toHaveProperty('tenantId');
    expect(context).not.toHaveProperty('clientContext');
    expect(context.invokedFunctionArn).toBe('');
  });

  it('are absent if they are empty in a fetch Headers', () => {
    const given = new Headers({ 'lambda-runtime-aws-request-id': 'id', 'lambda-runtime-trace-id': '' });
    expect(Context.fromHeaders(given)).not.toHaveProperty('traceId');
  });
});
