import type { Settings } from './keys/settings.ts';
import type { FilePolicies } from './read/policy-files.ts';
import type { Problem } from './read/problem.ts';
import type { ConfiguredArn } from './validate/existing-resources.ts';

export type { QueueSettings } from './keys/queue-keys.ts';
export type { StreamSettings } from './keys/stream-keys.ts';
export type { BucketSettings } from './keys/trigger-keys.ts';

/**
 * The configuration of a project: validated, and complete with defaults. Most of it is inferred from the table of keys;
 * `lambda.environment` also contains the variables in `lambda.environmentFile`. Paths are absolute.
 */
export interface Configuration extends Settings {
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
  /** What is valid but probably not intended; to be printed. */
  readonly warnings: readonly Problem[];
}

/** The settings of the image and its build. */
export type ImageSettings = Configuration['image'];

/** The settings of the function. */
export type FunctionSettings = Configuration['lambda'];

/** Where to deploy; what is undefined is determined by the AWS SDK. */
export type AwsSettings = Configuration['aws'];

/** A predefined set of policies. */
export type RoleProfile = NonNullable<Configuration['role']['profile']>;

/** What invokes the function. */
export type Trigger = Configuration['trigger'];
