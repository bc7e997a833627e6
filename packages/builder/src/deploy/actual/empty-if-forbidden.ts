import { isForbidden } from '../../aws/aws-error.ts';

/** What a resource of a former name leads to. The permissions may be limited to the names in the configuration. */
export async function emptyIfForbidden<Key>(keys: Promise<Key[]>): Promise<Key[]> {
  return keys.catch((error: unknown) => {
    if (isForbidden(error)) return [];
    throw error;
  });
}
