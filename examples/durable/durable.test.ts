import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocal } from '@alr/builder';
import type { DurableExecutionInvocationInput, DurableExecutionInvocationOutput } from '@aws/durable-execution-sdk-js';
import { describe, expect, it } from 'vitest';
import { DurableExecution } from './durable-execution.ts';

/** The services that the orders call; the first responses have these statuses. */
async function startShop(...statuses: number[]) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.writeHead(statuses.shift() ?? 200).end(`${request.url?.slice(1)} ${calls.length}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    calls,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Invokes a function in a new process each time, so that nothing but the checkpoints connects the invocations. */
function invoker(handler: string, variables: Readonly<Record<string, string>>) {
  const credentials = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const env = { ...credentials, ...variables };
  return async (event: DurableExecutionInvocationInput) => {
    await using local = await startLocal({ handler, directory: import.meta.dirname, port: 0, env });
    const url = `${local.url}/2015-03-31/functions/orders/invocations`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    // Whatever the function returns: the tests look at it.
    return (await response.json()) as DurableExecutionInvocationOutput;
  };
}

describe.each(['order.handler', 'order-class.Orders'])('the durable function %s', (handler) => {
  it('carries out each step once, and waits between them without running', async () => {
    await using shop = await startShop();
    await using execution = await DurableExecution.start({ id: '7', amount: 12 });
    const invoke = invoker(handler, { SHOP_URL: shop.url, AWS_ENDPOINT_URL_LAMBDA: execution.url });
    expect(await invoke(execution.event)).toEqual({ Status: 'PENDING' });
    expect(execution.done).toEqual(['reserve']);
    expect(shop.calls).toEqual(['/reservations']);
    execution.endWaits();
    const output = await invoke(execution.event);
    expect(output).toMatchObject({ Status: 'SUCCEEDED', Result: '{"receipt":"payments 2 for reservations 1"}' });
    expect(execution.done).toEqual(['reserve', 'time to change your mind', 'charge']);
    expect(shop.calls).toEqual(['/reservations', '/payments']);
  });

  it('repeats a step that failed, and not those before it', async () => {
    await using shop = await startShop(200, 500);
    await using execution = await DurableExecution.start({ id: '7', amount: 12 });
    const outputs = await execution.run(
      invoker(handler, { SHOP_URL: shop.url, AWS_ENDPOINT_URL_LAMBDA: execution.url }),
    );
    expect(outputs.map(({ Status }) => Status)).toEqual(['PENDING', 'PENDING', 'SUCCEEDED']);
    expect(shop.calls).toEqual(['/reservations', '/payments', '/payments']);
  });

  it('says what is wrong if it is invoked without the state of an execution', async () => {
    const invoke = invoker(handler, {});
    const error = await invoke({ id: '7' } as unknown as DurableExecutionInvocationInput);
    expect(error).toMatchObject({ errorMessage: expect.stringContaining('Unexpected payload') });
  });
});
