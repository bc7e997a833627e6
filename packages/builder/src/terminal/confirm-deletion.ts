import { confirm } from '@clack/prompts';
import { UsageError } from './expected-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks whether resources may be deleted, or whether something else that cannot be undone may be done.
 *
 * @param question what the user confirms, such as `Delete these 3 resources?`
 * @param purpose completes "add --yes to ..."
 * @throws {UsageError} there is no terminal to ask on
 */
export async function confirmDeletion(
  question: string,
  { stdout }: Terminal,
  purpose = 'delete these resources',
): Promise<boolean> {
  if (!stdout.isTTY || !process.stdin.isTTY) {
    throw new UsageError(`there is no terminal to ask for confirmation on: add --yes to ${purpose}`);
  }
  return (await confirm({ message: question, initialValue: false })) === true;
}
