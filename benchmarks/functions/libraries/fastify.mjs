import fastify from 'fastify';

const app = fastify({ logger: true });
const schema = { params: { type: 'object', properties: { id: { type: 'integer' } } } };
app.get('/orders/:id', { schema }, async (request) => ({ id: request.params.id }));

export async function handler() {
  const { statusCode, body } = await app.inject('/orders/1');
  return { statusCode, body };
}
