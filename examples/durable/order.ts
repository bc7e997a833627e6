import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';

export interface Order {
  readonly id: string;
  readonly amount: number;
}

/**
 * Reserves the goods, gives the customer a day to change their mind, and then charges them. During the wait, nothing
 * runs. Lambda invokes the function again after it: the steps that are done return their results, and are not repeated.
 */
async function fulfil(order: Order, durable: DurableContext): Promise<{ receipt: string }> {
  const reservation = await durable.step('reserve', () => call('reservations', order));
  await durable.wait('time to change your mind', { days: 1 });
  const payment = await durable.step('charge', () => call('payments', { ...order, reservation }));
  return { receipt: `${payment} for ${reservation}` };
}

async function call(resource: string, body: object): Promise<string> {
  const response = await fetch(`${process.env.SHOP_URL}/${resource}`, { method: 'POST', body: JSON.stringify(body) });
  // A step that fails is retried, with increasing delays.
  if (!response.ok) throw new Error(`${resource}: status ${response.status}`);
  return response.text();
}

export const handler = withDurableExecution(fulfil);
