import { Redis } from 'ioredis';

const redis = new Redis(process.env.FAKE_REDIS, { lazyConnect: true });

export async function handler() {
  return redis.get('name');
}
