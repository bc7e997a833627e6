/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const MAX_KEY_BYTES = 1024;

/** Returns what is wrong with the key of an object, or undefined if nothing is. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'a key has at least one character';
  return Buffer.byteLength(key) > MAX_KEY_BYTES ? `the key is longer than ${MAX_KEY_BYTES} bytes` : undefined;
}
