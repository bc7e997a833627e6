import { type Context, Runtime } from '@alr/runtime';
import {
  type DurableContext,
  type DurableExecutionInvocationInput,
  withDurableExecution,
} from '@aws/durable-execution-sdk-js';
import type { Order } from './order.ts';

/** The same as a class, which opens what the steps need once. */
export class Orders extends Runtime {
  #shop = '';
  readonly #fulfil = withDurableExecution((order: Order, durable) => this.fulfil(order, durable));

  override async init(): Promise<void> {
    this.#shop = process.env.SHOP_URL ?? '';
  }

  /** The event is the state of the execution, with the order in it. */
  override async handler(event: DurableExecutionInvocationInput, context: Context): Promise<unknown> {
    return this.#fulfil(event, context);
  }

  async fulfil(order: Order, durable: DurableContext): Promise<{ receipt: string }> {
    const reservation = await durable.step('reserve', () => this.call('reservations', order));
    await durable.wait('time to change your mind', { days: 1 });
    const payment = await durable.step('charge', () => this.call('payments', { ...order, reservation }));
    this.logger.info(`order ${order.id} is paid`);
    return { receipt: `${payment} for ${reservation}` };
  }

  async call(resource: string, body: object): Promise<string> {
    const response = await fetch(`${this.#shop}/${resource}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${resource}: status ${response.status}`);
    return response.text();
  }
}
