import { functionKeys } from './function-keys.ts';
import type { Key } from './key.ts';
import { queueKeys } from './queue-keys.ts';
import { streamKeys } from './stream-keys.ts';
import { type TriggerType, triggerKeys } from './trigger-keys.ts';
import { urlKeys } from './url-keys.ts';

/**
 * Every configuration key by its path in `lambda.yaml`: the one source of the validation, the JSON Schema, the
 * README's table, `check-env-file` and `generate-yaml`.
 */
export const keys: typeof functionKeys & typeof triggerKeys & typeof queueKeys & typeof urlKeys & typeof streamKeys = {
  ...functionKeys,
  ...triggerKeys,
  ...queueKeys,
  ...urlKeys,
  ...streamKeys,
};

/** The path of a configuration key, such as `lambda.timeout`. */
export type KeyPath = keyof typeof keys;

/** All key paths, in the order of the table. */
// a literal object's own keys
export const keyPaths: readonly KeyPath[] = Object.keys(keys) as KeyPath[];

/** Whether this is the path of a configuration key. */
export function isKeyPath(path: string): path is KeyPath {
  return Object.hasOwn(keys, path);
}

/** What the table says of a key. */
export function keyAt(path: KeyPath): Key {
  return keys[path];
}

/** Whether functions with this trigger type use the key. */
export function appliesTo(path: KeyPath, trigger: TriggerType): boolean {
  const { for: triggers } = keyAt(path);
  return triggers === undefined || triggers.includes(trigger);
}

type ValueOf<K extends Key> = K extends { type: 'integer' }
  ? number
  : K extends { type: 'boolean' }
    ? boolean
    : K extends { type: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : K extends { type: 'list' }
        ? readonly string[]
        : K extends { type: 'map' }
          ? Readonly<Record<string, string>>
          : string;

type SettingOf<K extends Key> = K extends { default: unknown } | { required: true } | { type: 'map' }
  ? ValueOf<K>
  : ValueOf<K> | undefined;

type PathsFor<T extends TriggerType> = {
  [P in KeyPath]: (typeof keys)[P] extends { for: readonly (infer Trigger)[] } ? (T extends Trigger ? P : never) : P;
}[KeyPath];

/**
 * The validated value of each key that applies, defaults filled in: a union over the trigger types, told apart by
 * `trigger.type`. A key without a default is undefined where it isn't set.
 */
export type Settings<T extends TriggerType = TriggerType> = {
  [Trigger in T]: {
    readonly [P in PathsFor<Trigger>]: P extends 'trigger.type' ? Trigger : SettingOf<(typeof keys)[P]>;
  };
}[T];
