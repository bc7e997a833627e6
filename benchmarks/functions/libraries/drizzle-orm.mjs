import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, text } from 'drizzle-orm/pg-core';

const orders = pgTable('orders', { name: text() });
const db = drizzle(process.env.FAKE_POSTGRES);

export async function handler() {
  return db.select().from(orders);
}
