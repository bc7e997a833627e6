import { confirmDeletion } from '../../terminal/confirm-deletion.ts';
import { ExpectedError, UsageError } from '../../terminal/expected-error.ts';
import { style } from '../../terminal/style.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { consentQuestion, describeExternalAccess, type ExternalAccess } from './external-access.ts';

const PURPOSE = 'have messages received and deleted';

/**
 * Shows what will be read, and asks.
 *
 * @throws {UsageError} there is no terminal to ask on
 * @throws {ExpectedError} the user declines
 */
export async function confirmExternalAccess(
  access: ExternalAccess,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  if (json) throw new UsageError(`--json does not ask for confirmation: add --yes to ${PURPOSE}`);
  const { stdout } = terminal;
  for (const line of describeExternalAccess(access)) stdout.write(`${style('detail', line, stdout)}\n`);
  const isAllowed = await confirmDeletion(consentQuestion(access), terminal, PURPOSE);
  if (!isAllowed) throw new ExpectedError('no message was received');
}
