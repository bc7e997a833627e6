import got from 'got';

const client = got.extend({ prefixUrl: process.env.FAKE_HTTP, retry: { limit: 0 } });

export async function handler() {
  const data = await client.post('orders', { json: { id: 1 } }).json();
  const failure = await client.get('missing').catch((error) => error);
  return { data, failed: failure.name };
}
