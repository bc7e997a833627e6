import { builtin } from '../node/builtins.ts';

/** What `crypto.randomUUID` draws in advance. */
const CACHED_UUIDS = 128;
const DRAWS = 48;
/** OpenSSL's generator works by blocks of so many bytes. */
const BLOCK_BYTES = 16;

/**
 * Sets the copies of a snapshot apart from each other: the random numbers of `node:crypto` come from the state of a
 * generator that they all have been given. Node can't reseed it, but its state goes on with the number of blocks that are
 * drawn (NIST SP 800-90A, CTR_DRBG), and that number is taken from the kernel, which has entropy of its own in each copy.
 *
 * It reaches what is drawn on this thread without a callback: `randomBytes`, `randomUUID`, `getRandomValues`. Key pairs
 * come from another generator, and `Math.random` from V8's.
 */
export function refreshRandomness(): void {
  const { randomBytes, randomUUID } = builtin('node:crypto');
  for (const byte of bytesOfKernel(DRAWS)) randomBytes(BLOCK_BYTES * (1 + byte));
  for (let i = 0; i < CACHED_UUIDS; i++) randomUUID();
}

function bytesOfKernel(count: number): Uint8Array {
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
