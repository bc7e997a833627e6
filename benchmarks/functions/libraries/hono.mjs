import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

const app = new Hono().get('/orders/:id', (c) => c.json({ id: c.req.param('id') }));
const handleEvent = handle(app);

export function handler(_event, context) {
  const http = { method: 'GET', path: '/orders/1' };
  const request = { version: '2.0', rawPath: '/orders/1', rawQueryString: '', headers: {}, requestContext: { http } };
  return handleEvent(request, context);
}
