import { builtin } from '../node/builtins.ts';

/** The number of UUIDs that `crypto.randomUUID` generates in advance. */
const CACHED_UUIDS = 128;
const DRAWS = 48;
/** The block size of OpenSSL's generator. */
const BLOCK_BYTES = 16;

/**
 * Makes the copies of a snapshot diverge. Without it, they would produce the same random numbers, because all have the
 * same state of the generator of `node:crypto`. Node cannot reseed that generator, but its state depends on how many
 * blocks are drawn (NIST SP 800-90A, CTR_DRBG). This function draws a number of blocks that comes from the kernel, which
 * has its own entropy in each copy.
 *
 * It affects the synchronous functions on this thread: `randomBytes`, `randomUUID`, `getRandomValues`. It does not affect
 * key pairs, which come from another generator, nor `Math.random`, which comes from V8.
 */
export function refreshRandomness(): void {
  const { randomBytes, randomUUID } = builtin('node:crypto');
  for (const byte of kernelBytes(DRAWS)) randomBytes(BLOCK_BYTES * (1 + byte));
  for (let i = 0; i < CACHED_UUIDS; i++) randomUUID();
}

function kernelBytes(count: number): Uint8Array {
  const { closeSync, openSync, readSync } = builtin('node:fs');
  const bytes = new Uint8Array(count);
  const descriptor = openSync('/dev/urandom', 'r');
  try {
    readSync(descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}
