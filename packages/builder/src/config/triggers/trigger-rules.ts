import type { KeyPath } from '../keys/keys.ts';
import type { Settings } from '../keys/settings.ts';
import type { TriggerType } from '../keys/trigger-keys.ts';
import type { KeyProblem } from '../read/problem.ts';

/** The settings of a type of trigger. */
export type SettingsOf<Type extends TriggerType> = Extract<Settings['trigger'], { readonly type: Type }>;

/** What the configuration knows about a type of trigger, besides its keys. */
export interface TriggerRules<Type extends TriggerType> {
  /** The profile of a role for which neither a profile nor policies are configured. */
  readonly profile: NonNullable<Settings['role']['profile']>;
  /** The key whose value is generated in a project with functions, such as the name of a queue. */
  readonly generatedName?: KeyPath;
  /** Finds combinations of valid values that AWS would reject, or that would lose events. */
  errors?(trigger: SettingsOf<Type>, settings: Settings): Iterable<KeyProblem>;
  /** Finds settings that are valid but probably not intended. */
  warnings?(trigger: SettingsOf<Type>, settings: Settings): Iterable<KeyProblem>;
  /** What no other trigger of the project, or of the function, can have too. */
  claims?(trigger: SettingsOf<Type>): readonly TriggerClaim[];
}

/** Something that only one trigger can have. */
export interface TriggerClaim {
  /** Completes "the function orders has the ... already". */
  readonly what: string;
  readonly name: string;
  readonly key: KeyPath;
  /** Whether several functions can have it, but each only once. */
  readonly isShared?: boolean;
  /** What to do about a clash. */
  readonly advice: string;
}
