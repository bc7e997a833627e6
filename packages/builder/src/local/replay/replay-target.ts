import { existsSync } from 'node:fs';
import { UsageError } from '../../terminal/expected-error.ts';

/** What is to be replayed. */
export type ReplayTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'invocation'; readonly selector: string };

const selectorSyntax = /^(?:last(?:~\d{1,6})?|\d{1,15}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/**
 * A file, or an invocation of the running emulator.
 *
 * @throws {UsageError} it is neither
 */
export function targetOf(word: string): ReplayTarget {
  if (selectorSyntax.test(word)) return { kind: 'invocation', selector: word };
  if (existsSync(word) || /[\\/]|\.json$/.test(word)) return { kind: 'file', path: word };
  throw new UsageError(
    `${JSON.stringify(word)} is neither a file nor an invocation: use a request id, a number, last or last~1`,
  );
}
