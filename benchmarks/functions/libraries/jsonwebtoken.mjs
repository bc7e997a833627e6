import jwt from 'jsonwebtoken';

export async function handler() {
  const token = jwt.sign({ order: 1 }, 'secret', { noTimestamp: true });
  return { token, payload: jwt.verify(token, 'secret') };
}
