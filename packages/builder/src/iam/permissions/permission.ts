import type { Configuration } from '../../config/configuration.ts';
import { parametersOf } from '../../config/functions/parameter-references.ts';
import { stageQueueNames } from '../../config/functions/stage-queues.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import type { ResourceKind } from './resources.ts';

/** IAM actions that alr-builder needs on one kind of resource for one purpose. */
export interface Permission {
  /** Completes "to ...". */
  readonly purpose: string;
  readonly on: ResourceKind;
  readonly actions: readonly `${string}:${string}`[];
  /** The trigger types that need it; by default, all. */
  readonly for?: readonly TriggerType[];
  /** Only functions with this setting need it. */
  readonly setting?: SettingName;
  /** Values that context keys of the request must have. */
  readonly condition?: Readonly<Record<string, string>>;
}

/** The settings that need permissions, by the words that complete "for a function with ...". */
export const settingsWithPermissions = {
  'a VPC': ({ lambda }) => lambda.vpc !== undefined,
  'a KMS key': ({ lambda }) => lambda.kmsKey !== undefined,
  'a permissions boundary': ({ role }) => role.boundary !== undefined,
  'references to parameters': (configuration) => parametersOf(configuration).size > 0,
  'a queue for failed events': (configuration) => stageQueueNames(configuration).length > 0,
} as const satisfies Readonly<Record<string, (configuration: Configuration) => boolean>>;

/** The name of a setting that needs permissions. */
type SettingName = keyof typeof settingsWithPermissions;
