import { MongoClient } from 'mongodb';

const client = new MongoClient(process.env.FAKE_MONGODB);

export async function handler() {
  const order = await client.db('shop').collection('orders').findOne({ id: 1 });
  return order;
}
