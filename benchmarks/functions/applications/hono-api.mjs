import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { z } from 'zod';

const Order = z.object({ id: z.coerce.number() });
const app = new Hono().get('/orders/:id', (c) => c.json(Order.parse({ id: c.req.param('id') })));
const handleEvent = handle(app);

export function handler(_event, context) {
  const http = { method: 'GET', path: '/orders/1' };
  const request = { version: '2.0', rawPath: '/orders/1', rawQueryString: '', headers: {}, requestContext: { http } };
  return handleEvent(request, context);
}
