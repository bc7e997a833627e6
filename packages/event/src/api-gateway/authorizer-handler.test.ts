import { sampleEvent } from '@alr/builder/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispatch, failureOf } from '../../test/dispatching.ts';
import {
  type AuthorizerDecision,
  AuthorizerHandler,
  type AuthorizerRequest,
  EVENT_AUTHORIZER,
  type EventHandlerClass,
} from '../index.ts';

const all = ['authorizer-token', 'authorizer-request', 'authorizer-http'];

/** Registers a class that decides by a function. */
function deciding(
  decide: (request: AuthorizerRequest) => unknown,
  statics: { authorizerResponse?: string } = {},
): Record<string, EventHandlerClass> {
  class Guard extends AuthorizerHandler {
    override async onAuthorize(request: AuthorizerRequest) {
      return (await decide(request)) as AuthorizerDecision;
    }
  }
  return { [EVENT_AUTHORIZER]: Object.assign(Guard, statics) };
}

async function requestOf(event: object): Promise<AuthorizerRequest> {
  const requests: AuthorizerRequest[] = [];
  await dispatch(event, { handlers: deciding((request) => requests.push(request) > 0) });
  return requests[0] as AuthorizerRequest;
}

const methodArn = (path: string) => `arn:aws:execute-api:us-east-1:123456789012:api2example/prod/GET/${path}`;
const policy = (Effect: string, Resource: unknown, principalId = 'user') => ({
  principalId,
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
});

describe('a request', () => {
  it.each(all)('has the token, method and path, whatever the type of the authorizer is: %s', async (sample) => {
    const event = sampleEvent(sample, { token: 'Bearer 1', method: 'PUT', path: '/orders/1' });
    const { token, method, path, arn, event: original } = await requestOf(event);
    expect({ token, method, path, original }).toEqual({
      token: 'Bearer 1',
      method: 'PUT',
      path: '/orders/1',
      original: event,
    });
    expect(arn).toMatch(/\/PUT\/orders\/1$/);
  });

  it.each(['authorizer-request', 'authorizer-http'])('has headers, cookies and query: %s', async (sample) => {
    const event = sampleEvent(sample, {
      path: '/?a=1&a=2',
      headers: [
        ['X-Kind', 'order'],
        ['cookie', 'a=1; b=2'],
      ],
    });
    const { headers, query } = await requestOf(event);
    expect(headers.get('x-kind')).toBe('order');
    expect(headers.get('cookie')).toBe('a=1; b=2');
    expect(query.getAll('a')).toEqual(['1', '2']);
  });

  it('has neither method nor path if it opens a connection to a WebSocket API', async () => {
    const event = {
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:123456789012:abc/prod/$connect',
      headers: { Auth: '1' },
      requestContext: { connectionId: 'c', routeKey: '$connect', eventType: 'CONNECT' },
    };
    const request = await requestOf(event);
    expect(request).toMatchObject({ method: undefined, path: undefined });
    expect(request.headers.get('auth')).toBe('1');
    await expect(dispatch(event, { handlers: deciding(() => true) })).resolves.toEqual(
      policy('Allow', event.methodArn),
    );
  });
});

describe('the response', () => {
  it.each(['authorizer-token', 'authorizer-request'])('is a policy for this method only: %s', async (sample) => {
    const event = sampleEvent(sample, { path: '/orders' });
    const decide = (decision: unknown) => dispatch(event, { handlers: deciding(() => decision) });
    await expect(decide(true)).resolves.toEqual(policy('Allow', methodArn('orders')));
    await expect(decide(false)).resolves.toEqual(policy('Deny', methodArn('orders')));
    const details = {
      principalId: 'ada',
      context: { role: 'admin', level: 3, isNew: false, none: null },
      resources: [methodArn('*')],
      usageIdentifierKey: 'key',
    };
    await expect(decide({ allow: true, ...details })).resolves.toEqual({
      ...policy('Allow', [methodArn('*')], 'ada'),
      context: details.context,
      usageIdentifierKey: 'key',
    });
  });

  it('is simple for payload format 2.0, with any JSON as the context', async () => {
    const event = sampleEvent('authorizer-http');
    const decide = (decision: unknown) => dispatch(event, { handlers: deciding(() => decision) });
    await expect(decide(true)).resolves.toEqual({ isAuthorized: true, context: {} });
    await expect(decide(false)).resolves.toEqual({ isAuthorized: false, context: {} });
    const context = { user: { id: 1, roles: ['admin'] } };
    await expect(decide({ allow: true, context })).resolves.toEqual({ isAuthorized: true, context });
  });

  it('is a policy for payload format 2.0 if the class says so', async () => {
    const event = sampleEvent('authorizer-http', { path: '/orders' });
    const handlers = deciding(() => true, { authorizerResponse: 'policy' });
    const routeArn = 'arn:aws:execute-api:us-east-1:123456789012:api1example/$default/GET/orders';
    await expect(dispatch(event, { handlers })).resolves.toEqual(policy('Allow', routeArn));
  });

  it('is a policy for an HTTP API with payload format 1.0', async () => {
    const event = { ...sampleEvent('authorizer-request', { path: '/orders' }), version: '1.0' };
    await expect(dispatch(event, { handlers: deciding(() => true) })).resolves.toEqual(
      policy('Allow', methodArn('orders')),
    );
  });

  it('never has a wildcard that the client put into the path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('*', '?', '$', '{', '}', 'a', '/') }), async (path) => {
        const event = { ...sampleEvent('authorizer-token'), methodArn: methodArn(path) };
        const result = await dispatch(event, { handlers: deciding(() => true) });
        const { Resource } = (result as ReturnType<typeof policy>).policyDocument.Statement[0] as { Resource: string };
        // As IAM reads it: a variable stands for a literal character.
        expect(Resource.replaceAll(/\$\{([*?$])\}/g, 'x')).not.toMatch(/[*?]|\$\{/);
        expect(Resource.replaceAll(/\$\{([*?$])\}/g, '$1')).toBe(methodArn(path));
      }),
    );
  });
});

it('reads cookies with characters beyond Latin-1 as bytes, like the handler of the request', async () => {
  const { headers } = await requestOf({ ...sampleEvent('authorizer-http'), cookies: ['a=日', 'b=2'] });
  expect(Buffer.from(String(headers.get('cookie')), 'latin1').toString()).toBe('a=日; b=2');
});

describe('an authorizer that does not decide', () => {
  it.each(all)('never allows: %s', async (sample) => {
    const event = sampleEvent(sample);
    for (const returned of [undefined, null, 1, 'true', 'allow', {}, [], { allow: 'yes' }, { isAuthorized: true }]) {
      await expect(failureOf(event, { handlers: deciding(() => returned) })).resolves.toMatchObject({
        name: 'InvalidDecisionError',
        message: expect.stringContaining('{ allow: true, context }'),
      });
    }
  });

  it('fails with its own error, whose message decides between a 401 and a 500', async () => {
    const handlers = deciding(() => {
      throw new Error('Unauthorized');
    });
    await expect(failureOf(sampleEvent('authorizer'), { handlers })).resolves.toEqual(new Error('Unauthorized'));
  });

  it('fails if API Gateway would reject its response', async () => {
    const event = sampleEvent('authorizer');
    const failure = (decision: object) => failureOf(event, { handlers: deciding(() => decision) });
    await expect(failure({ allow: true, context: { user: {} } })).resolves.toMatchObject({
      message: expect.stringContaining('"user"'),
    });
    for (const resources of [[], [1], methodArn('*'), '*', null]) {
      await expect(failure({ allow: true, resources })).resolves.toMatchObject({
        name: 'InvalidDecisionError',
        message: expect.stringContaining('resources of the policy'),
      });
    }
  });

  it('allows nothing if the method is not overridden, even if unhandled events are accepted', async () => {
    class Empty extends AuthorizerHandler {}
    const handlers = { [EVENT_AUTHORIZER]: Empty };
    await expect(failureOf(sampleEvent('authorizer'), { handlers })).resolves.toMatchObject({
      message: expect.stringContaining('AuthorizerHandler.onAuthorize()'),
    });
    await expect(dispatch(sampleEvent('authorizer'), { handlers, unhandled: 'warn' })).resolves.toBeUndefined();
  });
});
