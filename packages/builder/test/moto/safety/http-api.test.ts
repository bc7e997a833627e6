import {
  ApiGatewayV2Client,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  GetApisCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-apigatewayv2';
import { describe, expect } from 'vitest';
import type { Aws } from '../../../src/aws/connection.ts';
import { accountWhere } from '../account/account-changes.ts';
import type { Account } from '../account/entry.ts';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const shop = `project: shop
lambda: { alias: live }
functions:
  orders:
    handler: src/orders.Orders
    triggers:
      - { type: http-api, routes: [GET /orders, 'ANY /orders/{id}'], cors: { allow_origins: 'https://Shop.example' } }
  site:
    handler: src/site.Site
    triggers: [{ type: http-api }]
`;
const withoutOrders = shop.replace(/ {2}orders:[\s\S]*(?= {2}site:)/, '');

/** Each kill is followed by another run. */
const slow = { timeout: 300_000 };

/** What belongs to a stage: the names of its functions are in the names of most parts, or in their content. */
const ofStage = (account: Account, stage: string) =>
  accountWhere(account, ({ id, content }) => `${id} ${JSON.stringify(content)}`.includes(`shop-${stage}`));

/** The keys of the routes of an HTTP API, and the functions that they lead to. */
async function routesOf(account: TeamAccount, stage: string): Promise<Record<string, string | undefined>> {
  return account.asOthers(async (aws) => {
    const client = aws.client(ApiGatewayV2Client);
    const ApiId = await apiOf(aws, stage);
    const { Items: routes = [] } = await client.send(new GetRoutesCommand({ ApiId }));
    const { Items: integrations = [] } = await client.send(new GetIntegrationsCommand({ ApiId }));
    return Object.fromEntries(
      routes.map(({ RouteKey = '', Target }) => {
        const found = integrations.find(({ IntegrationId }) => Target === `integrations/${IntegrationId}`);
        return [RouteKey, found?.IntegrationUri?.split(':function:')[1]];
      }),
    );
  });
}

async function apiOf(aws: Aws, stage: string): Promise<string> {
  const { Items = [] } = await aws.client(ApiGatewayV2Client).send(new GetApisCommand());
  return Items.find(({ Name }) => Name === `shop-${stage}`)?.ApiId ?? '';
}

/** Adds an integration and a route of others to the HTTP API of a stage. */
async function addForeignRoute(aws: Aws, stage: string, RouteKey: string, target?: string): Promise<void> {
  const client = aws.client(ApiGatewayV2Client);
  const ApiId = await apiOf(aws, stage);
  const IntegrationUri = 'https://example.org';
  const create = new CreateIntegrationCommand({ ApiId, IntegrationType: 'HTTP_PROXY', IntegrationUri });
  const id = target ?? (await client.send(create)).IntegrationId;
  await client.send(new CreateRouteCommand({ ApiId, RouteKey, Target: `integrations/${id}` }));
}

describe('two functions with one HTTP API', () => {
  scenario('lead each route to its function, in two stages that do not touch each other', slow, async ({ account }) => {
    const project = await account.project(shop);
    const applied = await project.apply('prod');
    expectSuccess(applied);
    expect(applied.stdout).toMatch(/\nhttp api: https?:\/\/\S+\n/);
    const prod = ofStage(await account.read(), 'prod');
    expectSuccess(await project.withKills('dev', 'apply'));
    expect(ofStage(await account.read(), 'prod')).toEqual(prod);
    expect(await routesOf(account, 'dev')).toEqual({
      'GET /orders': 'shop-dev-orders:live',
      'ANY /orders/{id}': 'shop-dev-orders:live',
      $default: 'shop-dev-site:live',
    });
    expect(await account.ids(/^http api/)).toHaveLength(2);
    const [api] = accountWhere(await account.read(), ({ id }) => id.startsWith('http api eu-west-1 shop-dev')).values();
    expect(api).toMatchObject({
      tags: { 'alr:project': 'shop', 'alr:stage': 'dev', 'alr:function': '@project' },
      content: { ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins: ['https://shop.example'] } },
    });
    const checked = await project.plan('dev', { args: ['--check'] });
    expectSuccess(checked);
    expect(checked.stdout).toMatch(/\nhttp api: https?:\/\/\S+\n$/);
    expectSuccess(await project.withKills('dev', 'lambda-teardown', { args: ['--yes'] }));
    expect(ofStage(await account.read(), 'prod')).toEqual(prod);
    expectSuccess(await project.teardown('prod'));
    expect(await account.idsOfProjects()).toEqual([]);
    expect(await account.ids(/^(http api|route|integration|api stage) /)).toEqual([]);
  });

  scenario('may be invoked only for their own routes', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    const api = await account.asOthers((aws) => apiOf(aws, 'dev'));
    const statements = [...(await account.read()).values()].filter(
      ({ id, content }) => id.startsWith('function statement') && JSON.stringify(content).includes('apigateway'),
    );
    const sources = statements.map(({ id, content }) => [
      /shop-dev-\w+/.exec(id)?.[0],
      JSON.stringify(content)
        .match(/execute-api[^"]+/)?.[0]
        .split(`${api}/`)[1],
    ]);
    expect(sources.sort()).toEqual([
      ['shop-dev-orders', '*/*/orders/{id}'],
      ['shop-dev-orders', '*/GET/orders'],
      ['shop-dev-site', '*/$default'],
    ]);
  });

  scenario('shows its address, and how it differs', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await account.asOthers(async (aws) => {
      const client = aws.client(ApiGatewayV2Client);
      const ApiId = await apiOf(aws, 'dev');
      await client.send(new UpdateApiCommand({ ApiId, CorsConfiguration: { AllowOrigins: ['*'] } }));
      const { Items: integrations = [] } = await client.send(new GetIntegrationsCommand({ ApiId }));
      for (const { IntegrationId } of integrations) {
        await client.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, PayloadFormatVersion: '1.0' }));
      }
      const { Items: routes = [] } = await client.send(new GetRoutesCommand({ ApiId }));
      const { RouteId } = routes.find(({ RouteKey }) => RouteKey === 'GET /orders') ?? {};
      await client.send(new UpdateRouteCommand({ ApiId, RouteId, Target: 'integrations/theirs' }));
    });
    const { code, stdout } = await project.plan('dev', { args: ['--check'] });
    expect(code).toBe(3);
    expect(stdout).toContain('~ http api shop-dev');
    expect(stdout).toContain('payloadFormat: 1.0 → 2.0');
    expect(stdout).toContain('~ route GET /orders');
    expect((await project.run('dev', 'status')).stdout).toMatch(/http api shop-dev: differs\n {4}url: https?:/);
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    await project.edit(", cors: { allow_origins: 'https://Shop.example' }", '');
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    const [api] = accountWhere(await account.read(), ({ id }) => id.startsWith('http api')).values();
    expect(api?.content).not.toHaveProperty('CorsConfiguration.AllowOrigins');
  });

  scenario('keep the routes and the stages of others', slow, async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await account.asOthers(async (aws) => {
      await addForeignRoute(aws, 'dev', 'GET /theirs');
      const ApiId = await apiOf(aws, 'dev');
      await aws.client(ApiGatewayV2Client).send(new CreateStageCommand({ ApiId, StageName: 'theirs' }));
      const { Items: integrations = [] } = await aws
        .client(ApiGatewayV2Client)
        .send(new GetIntegrationsCommand({ ApiId }));
      const ours = integrations.find(({ IntegrationUri }) => IntegrationUri?.includes('shop-dev-orders'));
      await addForeignRoute(aws, 'dev', 'GET /also-theirs', ours?.IntegrationId);
    });
    const theirs = accountWhere(await account.read(), ({ id }) => id.includes('theirs'));
    expect(theirs.size).toBe(3);
    await project.edit('GET /orders', 'PUT /orders');
    expectSuccess(await project.apply('dev'));
    await project.write(withoutOrders);
    const pruned = await project.prune('dev');
    expectSuccess(pruned);
    expect(pruned.stdout).toContain('integration orders: no longer used');
    expect(pruned.stdout).toContain('it is in use by the route GET /also-theirs');
    await project.write('project: shop\nfunctions:\n  site: { handler: src/site.Site }\n');
    const kept = await project.prune('dev');
    expectSuccess(kept);
    expect(kept.stdout).toContain('= http api shop-dev: no longer used');
    expect(kept.stdout).toMatch(/in use by .*the stage theirs, which this project did not add/);
    expect(await account.ids(/^route/)).toHaveLength(2);
    const torn = await project.teardown('dev');
    expectSuccess(torn);
    expect(accountWhere(await account.read(), ({ id }) => id.includes('theirs'))).toEqual(theirs);
  });

  scenario('keep an API that a domain leads to', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await account.asOthers(async (aws) => {
      const client = aws.client(ApiGatewayV2Client);
      const DomainName = 'shop.example';
      await client.send(new CreateDomainNameCommand({ DomainName, DomainNameConfigurations: [] }));
      const ApiId = await apiOf(aws, 'dev');
      await client.send(new CreateApiMappingCommand({ ApiId, DomainName, Stage: '$default' }));
    });
    const torn = await project.teardown('dev');
    expect(torn.stdout).toContain('http api shop-dev: it stays, because it is in use by the domain shop.example');
    expect(await account.ids(/^http api/)).toHaveLength(1);
    expect(await account.ids(/^route/)).toEqual([]);
  });

  scenario('refuse a route that others have added', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await account.asOthers((aws) => addForeignRoute(aws, 'dev', 'GET /prices'));
    await project.edit('GET /orders', 'GET /prices');
    expectRefusal(
      await project.apply('dev'),
      /route GET \/prices already exists, and this project \(shop\) did not create it/,
    );
  });
});

describe('one of several functions with an HTTP API', () => {
  scenario('is deployed, renamed and torn down without a change for the others', slow, async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await project.edit('  orders:\n', '  purchases:\n    was: orders\n');
    const before = accountWhere(await account.read(), ({ id }) => /^(http api|api stage|integration|route) /.test(id));
    expectSuccess(await project.withKills('dev', 'apply'));
    const read = async () => accountWhere(await account.read(), ({ id }) => before.has(id));
    expect(await read()).toEqual(before);
    await project.edit('GET /orders', 'PUT /orders');
    expectSuccess(await project.apply('dev', { args: ['--function', 'purchases'] }));
    expect(Object.keys(await routesOf(account, 'dev')).sort()).toEqual(['$default', 'ANY /orders/{id}', 'PUT /orders']);
    expectSuccess(await project.teardown('dev', { args: ['--function', 'purchases'] }));
    expect(await routesOf(account, 'dev')).toEqual({ $default: 'shop-dev-site:live' });
    expectSuccess(await project.apply('dev'));
    expect(Object.keys(await routesOf(account, 'dev'))).toHaveLength(3);
  });

  scenario('can have more routes than its policy has room for', async ({ account }) => {
    const routes = Array.from({ length: 60 }, (_, index) => `GET /orders/${index}`);
    const project = await account.project(shop.replace('GET /orders,', `${routes.join(', ')},`));
    expectSuccess(await project.apply('dev'));
    expect(Object.keys(await routesOf(account, 'dev'))).toHaveLength(62);
    const statements = await account.ids(/^function statement .*shop-dev-orders/);
    expect(statements).toHaveLength(1);
    await project.write(shop);
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    expect(await account.ids(/^function statement .*shop-dev-orders/)).toHaveLength(2);
  });
});

describe('a route that moves from one function to another', () => {
  const moved = shop
    .replace("GET /orders, 'ANY", "'ANY")
    .replace('{ type: http-api }', '{ type: http-api, routes: [$default, GET /orders] }');

  scenario('is taken over in one call', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await project.write(moved);
    const applied = await project.apply('dev');
    expectSuccess(applied);
    expect(applied.changes).toContain('UpdateRoute');
    expect(applied.changes).not.toContain('DeleteRoute');
    // Until then, it leads to the former function, which the API may invoke.
    expect(applied.changes.indexOf('UpdateRoute')).toBeLessThan(applied.changes.indexOf('RemovePermission'));
    expect(await routesOf(account, 'dev')).toMatchObject({
      'GET /orders': 'shop-dev-site:live',
      'ANY /orders/{id}': 'shop-dev-orders:live',
    });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });

  scenario('keeps its former function until the other one is deployed', async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await project.write(moved);
    const refused = await project.apply('dev', { args: ['--function', 'orders'] });
    expectRefusal(
      refused,
      /the route GET \/orders moves to the function site: deploy that first, with --function site/,
    );
    for (const name of ['site', 'orders']) expectSuccess(await project.apply('dev', { args: ['--function', name] }));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });

  scenario('is taken over from a function that is no longer configured', slow, async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await project.write(withoutOrders.replace('{ type: http-api }', '{ type: http-api, routes: [GET /orders] }'));
    expectSuccess(await project.withKills('dev', 'apply'));
    // The former function stays until it is pruned, with its other route.
    expect(await routesOf(account, 'dev')).toEqual({
      'GET /orders': 'shop-dev-site:live',
      'ANY /orders/{id}': 'shop-dev-orders:live',
    });
    expectSuccess(await project.withKills('dev', 'apply', { args: ['--prune', '--yes'] }));
    expect(await routesOf(account, 'dev')).toEqual({ 'GET /orders': 'shop-dev-site:live' });
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });
});

describe('an HTTP API that no function uses anymore', () => {
  scenario('stays until it is pruned, because its address cannot be restored', slow, async ({ account }) => {
    const project = await account.project(shop);
    await project.apply('dev');
    await project.write(shop.replaceAll(/\{ type: http-api.*\}/g, '{ type: none }').replace('[{', '[{'));
    const applied = await project.apply('dev');
    expectSuccess(applied);
    expect(applied.stdout).toContain('= http api shop-dev: no longer used; alr-builder apply --prune deletes it');
    expect(await account.ids(/^(route|integration) /)).toEqual([]);
    expect(await account.ids(/^(http api|api stage) /)).toHaveLength(2);
    expectSuccess(await project.withKills('dev', 'apply', { args: ['--prune', '--yes'] }));
    expect(await account.ids(/^(http api|api stage) /)).toEqual([]);
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });
});
