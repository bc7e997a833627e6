import { nameOf, parseArn } from '../../aws/arn.ts';
import type { KeyPath } from '../keys/keys.ts';
import type { Value } from '../keys/settings.ts';

/** An ARN in the configuration. Its resource must be in the account and region that the function is deployed to. */
export interface ConfiguredArn {
  readonly key: KeyPath;
  readonly arn: string;
}

/**
 * The keys that can hold an ARN, with the keys of the name and of the mark that the resource exists. Without these, the
 * value stays an ARN.
 */
const arnKeys: readonly { readonly key: KeyPath; readonly name?: KeyPath; readonly existing?: KeyPath }[] = [
  { key: 'trigger.queue.name', name: 'trigger.queue.name', existing: 'trigger.queue.existing' },
  { key: 'trigger.queue.dlq.name', name: 'trigger.queue.dlq.name', existing: 'trigger.queue.dlq.existing' },
  { key: 'trigger.topic_name', name: 'trigger.topic_name', existing: 'trigger.topic_existing' },
  { key: 'trigger.bus' },
  { key: 'trigger.dlq' },
  { key: 'role.arn', name: 'role.name', existing: 'role.existing' },
];

/** Finds the ARNs among the values of keys. */
export function findArns(values: ReadonlyMap<KeyPath, Value | undefined>): ConfiguredArn[] {
  return arnKeys.flatMap(({ key }) => {
    const arn = values.get(key);
    return typeof arn === 'string' && parseArn(arn) !== undefined ? [{ key, arn }] : [];
  });
}

/** Replaces ARNs with names: what an ARN names exists and is not ours. */
export function withNamesForArns(
  values: ReadonlyMap<KeyPath, Value | undefined>,
): ReadonlyMap<KeyPath, Value | undefined> {
  const named = new Map(values);
  for (const { key, arn } of findArns(values)) {
    const target = arnKeys.find((each) => each.key === key);
    if (target?.name !== undefined) named.set(target.name, nameOf(arn));
    if (target?.existing !== undefined) named.set(target.existing, true);
  }
  return named;
}
