import { Agent, fetch, request } from 'undici';

const dispatcher = new Agent({ keepAliveTimeout: 1000 });

export async function handler() {
  const url = `${process.env.FAKE_HTTP}/orders`;
  const { statusCode, body } = await request(url, { dispatcher, method: 'POST', body: '{"id":1}' });
  const response = await fetch(url, { dispatcher });
  return { statusCode, body: await body.json(), fetched: await response.json() };
}
