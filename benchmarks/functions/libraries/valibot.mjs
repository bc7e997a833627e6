import * as v from 'valibot';

const Order = v.object({ id: v.number(), email: v.pipe(v.string(), v.email()) });

export async function handler() {
  const { issues } = v.safeParse(Order, { id: 'one', email: 'ada' });
  return { order: v.parse(Order, { id: 1, email: 'ada@example.com' }), problems: v.flatten(issues) };
}
