import { afterAll, describe, expect, it } from 'vitest';
import { startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const project = await createTestProject({
  'lambda.yaml': `project: shop
functions:
  orders:
    handler: app.Orders
    triggers: [{ type: url, auth_type: NONE }]
  jobs:
    handler: app.Jobs
`,
});
const local = await startTestProject(project);
afterAll(async () => {
  await local.close();
  await project[Symbol.asyncDispose]();
});

async function post(body: object) {
  const { origin, hash } = new URL(local.consoleUrl ?? '');
  const headers = {
    authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}`,
    'content-type': 'application/json',
  };
  const response = await fetch(`${origin}/api/request`, { method: 'POST', headers, body: JSON.stringify(body) });
  // Its members depend on the status.
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

const instruction = (response: object) => JSON.stringify({ respond: JSON.stringify(response) });

describe('POST /api/request', () => {
  it('sends a request to the URL of a function, and has the status, the headers and the body', async () => {
    const response = { statusCode: 201, headers: { 'x-kind': 'order' }, cookies: ['a=1', 'b=2'], body: 'gr\u00fcn' };
    const sent = await post({
      method: 'POST',
      path: '/orders/a b?n=1',
      headers: { 'X-Who': 'me' },
      body: instruction(response),
    });
    expect(sent).toMatchObject({ status: 200, body: { status: 201, bytes: 5 } });
    expect(Buffer.from(sent.body.body ?? '', 'base64').toString()).toBe('gr\u00fcn');
    expect(sent.body.headers).toEqual(
      expect.arrayContaining([
        { name: 'x-kind', value: 'order' },
        { name: 'set-cookie', value: 'a=1' },
        { name: 'set-cookie', value: 'b=2' },
      ]),
    );
    await local.settled();
    expect(local.invocations.at(-1)).toMatchObject({
      function: 'orders',
      source: 'http',
      event: { rawPath: '/orders/a%20b', rawQueryString: 'n=1', headers: { 'x-who': 'me' } },
    });
  });

  it('has the beginning of a large body, and its length', async () => {
    const { body } = await post({
      method: 'POST',
      path: '/',
      body: JSON.stringify({ respond: JSON.stringify({ statusCode: 200, body: 'x'.repeat(1_500_000) }) }),
    });
    expect(body).toMatchObject({ status: 200, bytes: 1_500_000 });
    expect(Buffer.from(body.body ?? '', 'base64').length).toBe(1024 * 1024);
  });

  it.each([
    [{ method: 'GET', path: '/', function: 'none' }, 404, 'there is no function "none" with a URL'],
    [{ method: 'GET', path: '/', function: 'jobs' }, 404, 'there is no function "jobs" with a URL'],
    [{ method: 'GET', path: '/', function: 'toString' }, 404, 'there is no function "toString" with a URL'],
    [{ method: 'CONNECT', path: '/' }, 400, 'method is not one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS'],
    [{ method: 'GET', path: '@example.org/' }, 400, 'path does not start with /: "@example.org/"'],
    [{ method: 'GET', path: '/', headers: { 'a b': '1' } }, 400, 'Header name must be a valid HTTP token ["a b"]'],
    [{ method: 'GET', path: '/', headers: { a: 1 } }, 400, 'headers is not an object of texts'],
  ])('rejects %j', async (request, status, message) => {
    expect(await post(request)).toEqual({ status, body: { error: { message } } });
  });

  it('never leaves the function', async () => {
    const { body } = await post({ method: 'POST', path: '//example.org/x', body: instruction({ statusCode: 204 }) });
    expect(body).toMatchObject({ status: 204 });
    await local.settled();
    expect(local.invocations.at(-1)).toMatchObject({ event: { rawPath: '//example.org/x' } });
  });
});
