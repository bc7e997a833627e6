import { randomFillSync } from 'node:crypto';

/** A call of the random generator takes 10 µs, however many bytes it fills. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/**
 * So many random bytes, in hexadecimal digits.
 *
 * @param bytes at most 4,096
 */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
