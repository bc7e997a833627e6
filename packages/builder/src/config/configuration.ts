import type { KeyPath } from './keys/keys.ts';
import type { Settings } from './keys/settings.ts';
import type { FilePolicies } from './read/policy-files.ts';
import type { Problem } from './read/problem.ts';
import type { ConfiguredArn } from './validate/existing-resources.ts';

export type { QueueSettings } from './triggers/queue-keys.ts';
export type { BucketSettings } from './triggers/s3.ts';
export type { StreamSettings } from './triggers/stream.ts';

/** The name of the only function of a file without `functions`. */
export const MAIN_FUNCTION = 'main';

/**
 * The configuration of a project: its functions, which share an image. A file without `functions` describes one.
 */
export interface Project extends Pick<Configuration, 'project' | 'stage' | 'isStageNamed' | 'directory' | 'aws'> {
  /** In the order of the file. */
  readonly functions: readonly Configuration[];
  /** The functions that a command works on: all of them, or the one that `--function` names. */
  readonly selected: readonly Configuration[];
  /** Whether `--function` names one of them, so that the command does not work on the project as a whole. */
  readonly isLimited: boolean;
  /** What is valid but probably not intended; to be printed. */
  readonly warnings: readonly Problem[];
}

/**
 * The configuration of a function, including what it shares with the others of its project: validated, and complete
 * with defaults. Most of it is inferred from the table of keys; `lambda.environment` also contains the variables in
 * `lambda.environmentFile`. Paths are absolute.
 */
export interface Configuration extends Omit<Settings, 'trigger'> {
  /** The name of the function in its project, which is a part of its identity. */
  readonly function: string;
  /** The former name, under which the function may still be deployed. */
  readonly was: string | undefined;
  /** The name under which it was first deployed, if that is neither of the two. It is looked up in AWS. */
  readonly origin?: string | undefined;
  /** What invokes the function. */
  readonly triggers: readonly Trigger[];
  /** Whether it is one of `functions` in the file. Then its handler is the command of its image. */
  readonly isNamed: boolean;
  /** The keys whose values are generated from the names of the project, the stage and the function. */
  readonly generated: ReadonlySet<KeyPath>;
  /** The handlers of all functions of the project, without duplicates. */
  readonly handlers: readonly string[];
  /** Whether any function of the project uses SnapStart. */
  readonly usesSnapStart: boolean;
  /** The stage that is deployed, whose file overrides the main file. */
  readonly stage: string;
  /** Whether the user named the stage. If not, the file suggests it, or it is `dev`. */
  readonly isStageNamed: boolean;
  /** The directory of the configuration file, to which the paths in it are relative. */
  readonly directory: string;
  /** The policies in `role.policiesFile` and `role.customPoliciesFile`. */
  readonly filePolicies: FilePolicies;
  /** The ARNs of existing resources, which the settings contain as names. */
  readonly arns: readonly ConfiguredArn[];
  /**
   * Replaces the paths of keys in a text by those that the user wrote, such as `functions.orders.timeout`.
   *
   * @param trigger the place of the trigger that is meant; by default, any of them can be
   */
  inUserTerms(text: string, trigger?: number): string;
}

/** The settings of the image and its build. */
export type ImageSettings = Configuration['image'];

/** The settings of the function. */
export type FunctionSettings = Configuration['lambda'];

/** Where to deploy; what is undefined is determined by the AWS SDK. */
export type AwsSettings = Configuration['aws'];

/** A predefined set of policies. */
export type RoleProfile = NonNullable<Configuration['role']['profile']>;

/** The settings of a trigger, by its type. */
export type TriggerSettings = Settings['trigger'];

/** What invokes a function. */
export type Trigger = TriggerSettings & {
  /** The name, which is unique in the function; by default, the type of the trigger. */
  readonly name: string;
  /** Distinguishes the trigger's entries in lists of AWS from those of the function's other triggers; usually empty. */
  readonly qualifier: string;
  /** Whether the name of its queue or rule is generated from the names of the project, the stage and the function. */
  readonly hasGeneratedName: boolean;
};
