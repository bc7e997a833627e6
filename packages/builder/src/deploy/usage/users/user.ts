import type { ResourceKey } from '../../kinds/kinds.ts';
import type { ActualResource, DeploymentTarget } from '../../resource/resource.ts';

/** A resource of ours that is to be removed. */
export interface Removal extends ResourceKey {
  readonly actual: ActualResource;
}

/** Who uses a resource. */
export interface User {
  /** For a message, such as `function shop-prod (eu-west-1)`. */
  readonly description: string;
  /** The id that the user has if it is a resource of this deployment, which may go in the same run; see `idOf`. */
  readonly id?: string;
}

/** Asks AWS who uses a resource. */
export type FindUsers = (target: DeploymentTarget, removal: Removal) => Promise<User[]>;
