import { LocalOptionError } from '../../options/local-option-error.ts';

/**
 * The error for a name that no queue, bucket, topic, event bus or stream has.
 *
 * @param known those that the emulator has; undefined if it has no sources
 */
export function unknownSource(
  what: 'queue' | 'bucket' | 'topic' | 'event bus' | 'stream',
  name: string,
  known: readonly { readonly name: string }[] | undefined,
): LocalOptionError {
  const names = (known ?? []).map((each) => each.name);
  const plural = what === 'event bus' ? 'event buses' : `${what}s`;
  const advice =
    names.length === 0 ? `this emulator has no ${plural}` : `the ${plural} of this emulator are ${names.join(', ')}`;
  return new LocalOptionError(`there is no ${what} ${JSON.stringify(name)}: ${advice}`);
}
