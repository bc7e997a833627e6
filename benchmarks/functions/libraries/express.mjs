import express from 'express';
import serverless from 'serverless-http';

const app = express();
app.get('/orders/:id', (request, response) => response.json({ id: request.params.id }));
const handleEvent = serverless(app);

export async function handler(_event, context) {
  const http = { method: 'GET', path: '/orders/1', sourceIp: '127.0.0.1' };
  const request = { version: '2.0', rawPath: '/orders/1', rawQueryString: '', headers: {}, requestContext: { http } };
  const { statusCode, body } = await handleEvent(request, context);
  return { statusCode, body };
}
