/**
 * Handles events that no source claims, such as the tasks of a state machine. The result is the response.
 *
 *   npx alr-builder local ./any.ts
 *   npx alr-builder invoke --local --payload '{"prices":[1,2.5]}'
 */
import { AnyHandler, EVENT_ANY } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

const taskSchema = z.object({ prices: z.array(z.number()) });
type Task = z.infer<typeof taskSchema>;

class Sums extends AnyHandler<Task> {
  static override readonly schema = taskSchema;

  override async onEvent({ prices }: Task): Promise<{ total: number }> {
    return { total: prices.reduce((sum, price) => sum + price, 0) };
  }
}

export default class Cashier extends Runtime {
  static {
    this.registerEventHandler(EVENT_ANY, Sums);
  }
}
