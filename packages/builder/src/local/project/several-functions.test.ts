import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';
import { CannotListenError } from '../http/cannot-listen.ts';
import { listen } from '../http/server.ts';

const shop = `project: shop
lambda: { environment: { LEVEL: info } }
functions:
  orders: { handler: app.Orders, environment: { TABLE: orders }, triggers: [{ type: sqs }] }
  api: { handler: app.Api, triggers: [{ type: url }] }
  admin: { handler: app.Admin, name: back-office, triggers: [{ type: url }] }
`;

const createShop = () => createTestProject({ 'lambda.yaml': shop });

const starts = (local: TestLocal) =>
  local.events.flatMap((event) => (event.type === 'starting' ? [event.function] : []));

/** The name of the function in AWS that has responded. */
async function nameAt(local: TestLocal, FunctionName: string): Promise<unknown> {
  const { payload } = await local.invoke({ describe: 'AWS_LAMBDA_FUNCTION_NAME' }, { FunctionName });
  return (payload as { variable?: string }).variable;
}

/** Starts the emulator at a port whose next one is taken. Tries again if another process takes a port meanwhile. */
async function startBelowTakenPort(project: TestProject) {
  for (;;) {
    const taken = createServer();
    const [, port] = (await listen(taken, '127.0.0.1', 0)).split(':');
    const first = Number(port) - 1;
    try {
      return { first, taken, local: await startTestProject(project, { port: first }) };
    } catch (error) {
      await new Promise((resolve) => taken.close(resolve));
      if (!(error instanceof CannotListenError)) throw error;
    }
  }
}

describe('a project with several functions', () => {
  it.each([
    ['its name in the project', 'orders', 'shop-dev-orders'],
    ['its name in AWS', 'shop-dev-orders', 'shop-dev-orders'],
    ['another name in AWS', 'back-office', 'back-office'],
    ['an ARN', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-api', 'shop-dev-api'],
    ['an ARN with an alias', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-api:live', 'shop-dev-api'],
    ['a partial ARN', '123456789012:function:back-office', 'back-office'],
    ['a name with a version', 'api:$LATEST', 'shop-dev-api'],
  ])('finds a function by %s', async (_what, name, expected) => {
    await using project = await createShop();
    await using local = await startTestProject(project);
    expect(await nameAt(local, name)).toBe(expected);
  });

  it.each(['nothing', 'arn:aws:lambda:eu-west-1:123456789012:function:other', 'shop'])(
    'does not find %s, and says which functions there are',
    async (FunctionName) => {
      await using project = await createShop();
      await using local = await startTestProject(project);
      await expect(local.client.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: `Function not found: ${FunctionName}. The project has orders (shop-dev-orders), api (shop-dev-api), admin (back-office)`,
        $metadata: { httpStatusCode: 404 },
      });
    },
  );

  it('runs each function with its settings, and names it in its events and in the records', async () => {
    await using project = await createShop();
    await using local = await startTestProject(project);
    const { payload } = await local.invoke({ log: ['hello'], describe: 'TABLE' }, { FunctionName: 'orders' });
    expect(payload).toMatchObject({ variable: 'orders' });
    await local.settled();
    expect(await local.until('log', ({ line }) => line === 'hello')).toMatchObject({ function: 'orders' });
    expect(local.invocations).toMatchObject([
      { function: 'orders', source: 'invoke', event: { log: ['hello'] }, response: { variable: 'orders' }, attempt: 1 },
    ]);
  });

  it('names the function in the events of its triggers', async () => {
    await using project = await createShop();
    await using local = await startTestProject(project);
    local.queue('shop-dev-orders').send('{"fail":"NoDatabase"}');
    await local.settled();
    for (const type of ['batch', 'batch-returned', 'end'] as const) {
      expect(await local.until(type)).toMatchObject({ function: 'orders' });
    }
  });

  it('does not read the queue of a trigger that is not enabled, and says so', async () => {
    await using project = await createTestProject({
      'lambda.yaml': shop.replace('type: sqs', 'type: sqs, enabled: false'),
    });
    await using local = await startTestProject(project);
    local.queue('shop-dev-orders').send('{}');
    await local.settled();
    expect(local.invocations).toEqual([]);
    expect(local.queue('shop-dev-orders').messages).toMatchObject([{ state: 'visible', receiveCount: 0 }]);
    expect(await local.until('warning')).toMatchObject({
      function: 'orders',
      message: 'the trigger of the queue shop-dev-orders is not enabled: nothing reads it',
    });
    expect(local.events[0]).toMatchObject({ type: 'listening' });
  });

  it('starts a function with its first invocation', async () => {
    await using project = await createShop();
    await using local = await startTestProject(project);
    expect(starts(local)).toEqual([]);
    await local.invoke({}, { FunctionName: 'api' });
    expect(starts(local)).toEqual(['api']);
  });

  it('has a port for each function with a URL, and none for the others', async () => {
    await using project = await createShop();
    await using local = await startTestProject(project);
    const { orders, api, admin } = local.functions;
    expect(orders).toEqual({ functionName: 'shop-dev-orders', url: undefined });
    expect(api?.url).toBe(local.url);
    expect(admin?.url).not.toBe(local.url);
    for (const [key, each] of [['api', api] as const, ['admin', admin] as const]) {
      expect((await fetch(`${each?.url}/path`)).status).toBe(200);
      await local.settled();
      expect(local.invocations.at(-1)).toMatchObject({ function: key, source: 'http', event: { rawPath: '/path' } });
    }
  });

  it('takes the next ports that are free', async () => {
    await using project = await createShop();
    const { first, taken, local } = await startBelowTakenPort(project);
    expect(local.url).toBe(`http://127.0.0.1:${first}`);
    expect(Number(new URL(local.functions.admin?.url ?? '').port)).toBeGreaterThan(first + 1);
    await local.close();
    await new Promise((resolve) => taken.close(resolve));
  });

  it('says that no function has a URL if that is so', async () => {
    const functions = 'project: shop\nfunctions:\n  a: { handler: app.A }\n  b: { handler: app.B }\n';
    await using project = await createTestProject({ 'lambda.yaml': functions });
    await using local = await startTestProject(project);
    const response = await fetch(local.url);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      Message: expect.stringContaining('None of the functions has a URL'),
    });
    expect(await nameAt(local, 'b')).toBe('shop-dev-b');
  });

  it('can be limited to one function, which then starts at once and has any name', async () => {
    await using project = await createShop();
    await using local = await startTestProject(project, { function: 'admin' });
    expect(Object.keys(local.functions)).toEqual(['admin']);
    await local.until('starting');
    expect(await nameAt(local, 'anything')).toBe('back-office');
  });

  it('keeps the other functions if one crashes', async () => {
    await using project = await createShop();
    await using local = await startTestProject(project);
    const pid = async () => {
      const { payload } = await local.invoke({ describe: true }, { FunctionName: 'api' });
      return (payload as { pid: number }).pid;
    };
    const first = await pid();
    expect(await local.invoke({ exit: 1 }, { FunctionName: 'orders' })).toMatchObject({ functionError: 'Unhandled' });
    expect(await pid()).toBe(first);
    expect(await nameAt(local, 'orders')).toBe('shop-dev-orders');
  });

  it('applies changed settings to each function, and says what needs another start', async () => {
    await using project = await createShop();
    await using local = await startTestProject(project, { watch: true });
    await nameAt(local, 'orders');
    const changed = shop
      .replace('TABLE: orders', 'TABLE: other')
      .replace('  admin:', '  more: { handler: app.More }\n  admin:');
    await writeFile(project.path('lambda.yaml'), changed);
    await local.until('restarting', (event) => event.function === 'orders');
    await local.until('warning', ({ message }) => message.includes('the function more is new'));
    const { payload } = await local.invoke({ describe: 'TABLE' }, { FunctionName: 'orders' });
    expect(payload).toMatchObject({ variable: 'other' });

    await writeFile(project.path('lambda.yaml'), shop.replace('type: sqs', 'type: sqs, queue: { batch_size: 5 }'));
    await local.until('warning', ({ message }) => message.includes('the triggers of orders have changed'));

    await writeFile(project.path('lambda.yaml'), `${shop}local: { queues: [audit] }\n`);
    await local.until('warning', ({ message }) => message.includes('what local declares has changed'));

    await writeFile(project.path('lambda.yaml'), shop.replace(/ {2}admin: .*\n/, ''));
    await local.until('warning', ({ message }) => message.includes('the function admin is no longer configured'));
    expect(await nameAt(local, 'admin')).toBe('back-office');
  });
});

describe('startLocal', () => {
  it('puts each function behind what its trigger is', async () => {
    const yaml = `project: shop
functions:
  a: { handler: app.A, triggers: [{ type: url }] }
  b: { handler: app.B, triggers: [{ type: http-api }] }
`;
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    await using local = await startTestProject(project);
    for (const { url } of Object.values(local.functions)) await fetch(`${url}/path`);
    await local.settled();
    const stages = local.invocations.map(({ event }) => (event as { routeKey: string }).routeKey);
    const domains = local.invocations.map(
      ({ event }) => (event as { requestContext: { domainName: string } }).requestContext.domainName,
    );
    expect(stages).toEqual(['$default', '$default']);
    expect(domains[0]).not.toBe(domains[1]);
  });

  it('reads lambda.yaml of the directory, unless it gets a handler', async () => {
    const yaml = 'image: { handler: app.Handler }\nlambda: { name: jobs, memory: 256 }\ntrigger: { type: none }\n';
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    await using local = await startTestProject(project);
    expect(local.functionName).toBe('jobs');
    expect(local.functions).toEqual({ main: { functionName: 'jobs', url: local.url } });
    expect(await local.invoke({ describe: 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE' })).toMatchObject({
      payload: { variable: '256', args: ['app.Handler'] },
    });
  });

  it('reads the stage that is named', async () => {
    const yaml = 'image: { handler: app.Handler }\nlambda: { name: "jobs-${STAGE}" }\ntrigger: { type: none }\n';
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    await using local = await startTestProject(project, { stage: 'prod' });
    expect(local.functionName).toBe('jobs-prod');
  });

  it('rejects an invalid configuration', async () => {
    await using project = await createTestProject({
      'lambda.yaml': 'lambda: { memory: 1 }\ntrigger: { type: none }\n',
    });
    await expect(startTestProject(project)).rejects.toMatchObject({ name: 'ConfigurationError' });
  });

  it('rejects a function that does not exist', async () => {
    await using project = await createShop();
    await expect(startTestProject(project, { function: 'order' })).rejects.toThrow('did you mean orders?');
  });
});
