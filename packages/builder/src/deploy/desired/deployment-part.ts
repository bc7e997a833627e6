import type { Configuration } from '../../config/configuration.ts';
import type { DesiredResource } from '../kinds/kinds.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** What functions share: the repository, the image, the HTTP API, and the queues of `on_failure` and `dlq` for what failed for good. */
interface SharedPart {
  readonly role: 'shared';
  readonly target: DeploymentTarget;
  readonly desired: readonly DesiredResource[];
}

/** A function and its triggers. */
export interface FunctionPart {
  readonly role: 'function';
  readonly configuration: Configuration;
  readonly target: DeploymentTarget;
  readonly desired: readonly DesiredResource[];
}

/** A function that is deployed, but no longer configured. */
interface RetiredPart {
  readonly role: 'retired';
  readonly target: DeploymentTarget;
  readonly desired: readonly [];
}

/**
 * A part of a deployment, whose resources have one owner. Each part is read, planned and carried out by itself, so that
 * functions do not wait for each other, and one that fails does not stop the others.
 */
export type DeploymentPart = SharedPart | FunctionPart | RetiredPart;

/** The name of a part in messages. */
export function nameOfPart({ role, target: { identity } }: DeploymentPart): string {
  switch (role) {
    case 'shared':
      return `project ${identity.project}`;
    case 'function':
      return `function ${identity.function}`;
    case 'retired':
      return `function ${identity.function}, which is no longer configured`;
  }
}
