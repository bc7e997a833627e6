import { jwtVerify, SignJWT } from 'jose';

const secret = new TextEncoder().encode('a secret of thirty-two characters');

export async function handler() {
  const token = await new SignJWT({ order: 1 }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  const { payload } = await jwtVerify(token, secret);
  return { token, payload };
}
