import Stripe from 'stripe';

const { hostname: host, port } = new URL(process.env.FAKE_HTTP);
const stripe = new Stripe('sk_test_1', { host, port, protocol: 'http' });

export async function handler() {
  const { id, object } = await stripe.customers.create({ email: 'ada@example.com' });
  return { id, object };
}
