import { z } from 'zod';

const Order = z.object({ id: z.coerce.number(), email: z.email() });

export async function handler() {
  const { error } = Order.safeParse({ id: 'one', email: 'ada' });
  return { order: Order.parse({ id: '1', email: 'ada@example.com' }), problems: z.treeifyError(error) };
}
