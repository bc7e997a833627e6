import { z } from 'zod';

/** What a customer sends. */
export const orderRequestSchema = z.object({
  customer: z.email(),
  product: z.string().min(1),
  count: z.int().positive(),
});

/** An order in the queue. */
export const orderSchema = orderRequestSchema.extend({ id: z.uuid() });

export type Order = z.infer<typeof orderSchema>;
