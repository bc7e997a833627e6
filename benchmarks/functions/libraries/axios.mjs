import axios from 'axios';

const client = axios.create({ baseURL: process.env.FAKE_HTTP });

export async function handler() {
  const { data } = await client.post('/orders', { id: 1 });
  const failure = await client.get('/missing').catch((error) => error);
  return { data, failed: axios.isAxiosError(failure) && failure.response.status };
}
