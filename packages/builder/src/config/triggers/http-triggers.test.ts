import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configurationOf, problemsOf } from '../../../test/configuration.ts';
import { createTestProject } from '../../../test/test-project.ts';
import { loadConfiguration } from '../load-configuration.ts';

const file = (trigger: string) => `image: { handler: src/app.MyLambda }\ntrigger:\n${trigger.replace(/^/gm, '  ')}\n`;
const routesOf = (routes: string) => file(`type: http-api\nroutes: ${routes}`);

describe('an HTTP API', () => {
  it('leads every request to the function by default', () => {
    expect(configurationOf(file('type: http-api')).triggers[0]).toMatchObject({
      routes: ['$default'],
      cors: undefined,
    });
  });

  it.each([
    '$default',
    'GET /',
    'ANY /{proxy+}',
    'POST /orders',
    'GET /orders/{id}/items/{item-id}',
    'OPTIONS /a.b_c~d/%20',
    'DELETE /orders/',
  ])('can have the route %s', async (route) => {
    await using project = await createTestProject({ 'lambda.yaml': routesOf(`['${route}']`) });
    const { functions } = await loadConfiguration({ directory: project.directory, env: {} });
    expect(functions[0]?.triggers[0]).toMatchObject({ routes: [route] });
  });

  it.each([
    '/orders',
    'get /orders',
    'GET',
    'GET orders',
    'GET  /orders',
    'TRACE /orders',
    'GET /orders/{id',
    'GET /orders/id}',
    'GET /orders/{}',
    'GET /{path+}/orders',
    'GET /orders{id}',
    'GET /a//b',
    'GET /orders?page=1',
    '$other',
  ])('cannot have the route %s', async (route) => {
    const [problem, ...others] = await problemsOf(routesOf(`['${route}']`));
    expect(others).toEqual([]);
    expect(problem).toContain(`4:12 trigger.routes is "${route}"`);
    expect(problem).toContain('a method (or ANY) and a path');
  });

  it.each([
    [
      'GET /orders, POST /orders, GET /orders',
      /^4:11 trigger\.routes: this function has the route GET \/orders already/,
    ],
    ["'GET /a/{id}/b/{id}'", /^4:11 trigger\.routes has "GET \/a\/\{id\}\/b\/\{id\}", with the parameter id twice/],
    ['', /^4:11 trigger\.routes is empty: write a route, such as GET \/orders/],
  ])('reports a mistake in the routes: %s', async (routes, problem) => {
    expect(await problemsOf(routesOf(`[${routes}]`))).toEqual([expect.stringMatching(problem)]);
  });

  it('cannot lead a route to two functions, whichever triggers they have', async () => {
    const yaml = `project: shop
functions:
  orders:
    handler: src/orders.Orders
    triggers:
      - { type: http-api, routes: [GET /orders] }
  site:
    handler: src/site.Site
    triggers:
      - type: http-api
        routes: [GET /, GET /orders]
`;
    expect(await problemsOf(yaml)).toEqual([
      expect.stringMatching(
        /^11:17 functions\.site\.triggers\[0\]\.routes: the function orders has the route GET \/orders already \(\S+lambda\.yaml:6:35\); a route leads to one function, so remove it from one of them$/,
      ),
    ]);
  });

  it('has the same CORS settings in all triggers that have any', async () => {
    const yaml = (cors: string) => `project: shop
functions:
  a: { handler: src/a.A, triggers: [{ type: http-api, routes: GET /a }] }
  b: { handler: src/b.B, triggers: [{ type: http-api, routes: GET /b, cors: { allow_origins: 'https://a.example' } }] }
  c: { handler: src/c.C, triggers: [{ type: http-api, routes: GET /c, cors: { ${cors} } }] }
`;
    expect(await problemsOf(yaml("allow_origins: 'https://b.example'"))).toEqual([
      expect.stringMatching(
        /^5:94 functions\.c\.triggers\[0\]\.cors differs from functions\.b\.triggers\[0\]\.cors \(\S+lambda\.yaml:4:94\): the HTTP API has one setting for all of its routes/,
      ),
    ]);
    await using project = await createTestProject({ 'lambda.yaml': yaml("allow_origins: ['https://a.example']") });
    expect((await loadConfiguration({ directory: project.directory, env: {} })).functions).toHaveLength(3);
  });

  it('warns about a function that may run longer than the API waits', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `${file('type: http-api')}lambda: { timeout: 31 }\n`,
    });
    const { warnings } = await loadConfiguration({ directory: project.directory, env: {} });
    expect(warnings.map(({ message }) => message)).toEqual([
      'lambda.timeout is 31 seconds: an HTTP API waits at most 30, and then responds with status 503 while the function runs on',
    ]);
  });
});

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/a/b';
const alb = (conditions: string) => file(`type: alb\nlistener_arn: ${ARN}\n${conditions}`);

describe('a load balancer', () => {
  it.each([
    ['priority: 5', { path: [], host: [] }],
    ['path: /build', { path: ['/build'], host: [] }],
    ['path: [/api/*, "/?/x"]', { path: ['/api/*', '/?/x'], host: [] }],
    ['host: shop.example', { path: [], host: ['shop.example'] }],
    [
      'host: ["*.shop.example", shop.example]\npath: /api/*',
      { path: ['/api/*'], host: ['*.shop.example', 'shop.example'] },
    ],
  ])('can have the conditions %s', (conditions, expected) => {
    expect(configurationOf(alb(conditions)).triggers[0]).toMatchObject(expected);
  });

  it.each([
    ['host: localhost', /^5:9 trigger\.host is "localhost": it must be a host name/],
    ['host: shop.example:8080', /^5:9 trigger\.host is "shop\.example:8080"/],
    ['host: 10.0.0.1', /^5:9 trigger\.host is "10\.0\.0\.1"/],
    [`host: ${'a'.repeat(120)}.example.org`, /^5:9 trigger\.host is /],
    ['path: build', /^5:9 trigger\.path is "build"/],
    [`path: /${'a'.repeat(128)}`, /^5:9 trigger\.path is /],
    [
      'host: [a.b, c.d, e.f]\npath: [/a, /b, /c]',
      /^5:9 trigger\.host and trigger\.path have 6 values together: a rule of a load balancer can have 5, so write/,
    ],
    [
      'path: ["/a*/b*", "/c*/d*", "/e*/f*/?"]',
      /^5:9 trigger\.path has 7 wildcards \(\* and \?\): a rule of a load balancer can have 5/,
    ],
    ['path: [/a, /a]', /^5:9 trigger\.path has "\/a" twice: remove one of them/],
  ])('reports a mistake in its conditions: %s', async (conditions, problem) => {
    expect(await problemsOf(alb(conditions))).toEqual([expect.stringMatching(problem)]);
  });

  it('is configured as in the documentation', async () => {
    const page = await readFile(new URL('../../../docs/triggers.md', import.meta.url), 'utf8');
    const [, yaml = ''] = /```yaml\n(trigger:\n {2}type: alb\n.*?)```/s.exec(page) ?? [];
    expect(configurationOf(yaml).triggers[0]).toMatchObject({
      host: ['api.example.org', '*.api.example.org'],
      path: ['/orders', '/orders/*'],
      priority: 10,
    });
  });
});
