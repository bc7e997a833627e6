import { MAIN_FUNCTION } from '../../config/configuration.ts';
import type { Tags } from './tags.ts';

/** Identifies a deployed function: everything that a deployment changes or deletes belongs to one identity. */
export interface Identity {
  readonly project: string;
  readonly stage: string;
  readonly function: string;
  /** The function's former name: what carries it is taken over. */
  readonly was?: string | undefined;
  /** The name that it had first, if it was renamed more than once. */
  readonly origin?: string | undefined;
}

/** The tag with the name of the project that a resource belongs to. */
export const PROJECT_TAG = 'alr:project';

/** The tag with the stage that a resource belongs to. Version 1.0 did not set it. */
export const STAGE_TAG = 'alr:stage';

/** The tag with the function that a resource belongs to. Version 1.0 did not set it. */
export const FUNCTION_TAG = 'alr:function';

/** The tag that distinguishes a listener rule from other rules of the same function and listener. */
export const TRIGGER_TAG = 'alr:trigger';

/** The tag of a renamed function with its first name, which its ids and generated names are derived from. */
export const ORIGIN_TAG = 'alr:origin';

/** The value of the function's tag on a resource that all functions of the project share. */
export const PROJECT_WIDE = '@project';

/** The owner of a resource, judging by its tags, its id or another mark of ours. */
export interface Owner {
  readonly project: string;
  /** Undefined if all stages share the resource, or if version 1.0 created it. */
  readonly stage: string | undefined;
  /** Undefined if version 1.0 created the resource. */
  readonly function: string | undefined;
}

/** A resource in AWS, which may have an owner. */
interface Owned {
  readonly owner: Owner | undefined;
  /** Whether all functions of a project, or of one of its stages, share it. Only then can it belong to all of them. */
  readonly isShared?: boolean;
}

/** How a resource relates to a deployment; see {@link ownershipOf}. */
export type Ownership =
  /** It carries the full identity, or all functions of the project share it. It may be changed and deleted. */
  | 'ours'
  /** Version 1.0 created it for the project, for a stage that is unknown. A named stage takes it over by its name. */
  | 'from 1.0'
  /** It belongs to another stage or function of the same project. */
  | 'sibling'
  /** It belongs to others. */
  | 'foreign';

/** The tags of a resource that belongs to one function. */
export function identityTags({ project, stage, function: name }: Identity): Tags {
  return { [PROJECT_TAG]: project, [STAGE_TAG]: stage, [FUNCTION_TAG]: name };
}

/** The name that the ids and the generated names of a function are derived from. They stay if it is renamed. */
export function originOf({ function: name, was, origin }: Identity): string {
  return origin ?? was ?? name;
}

/** The tags of a function and its log group, by which they are found: the next name must not change the ids. */
export function functionTags(identity: Identity): Tags {
  const origin = originOf(identity);
  return { ...identityTags(identity), ...(origin === identity.function ? {} : { [ORIGIN_TAG]: origin }) };
}

/** The tags of a resource that all stages and functions of the project share. */
export function projectTags({ project }: Identity): Tags {
  return { [PROJECT_TAG]: project, [FUNCTION_TAG]: PROJECT_WIDE };
}

/** The tags of a resource that all functions of a stage share. */
export function stageTags({ project, stage }: Identity): Tags {
  return { [PROJECT_TAG]: project, [STAGE_TAG]: stage, [FUNCTION_TAG]: PROJECT_WIDE };
}

/** The owner that tags name; undefined if no tag names a project. */
export function ownerOf(tags: Tags | undefined): Owner | undefined {
  const project = tags?.[PROJECT_TAG];
  return project === undefined ? undefined : { project, stage: tags?.[STAGE_TAG], function: tags?.[FUNCTION_TAG] };
}

/** Whether all functions of a stage share what has this owner. */
export function isOfStage(owner: Owner | undefined): boolean {
  return owner?.function === PROJECT_WIDE && owner.stage !== undefined;
}

/** Decides how a resource relates to a deployment. Nothing else compares owners. */
export function ownershipOf(
  { owner, isShared = false }: Owned,
  { identity }: { readonly identity: Identity },
): Ownership {
  if (owner?.project !== identity.project) return 'foreign';
  if (owner.stage === undefined && owner.function === undefined) return 'from 1.0';
  const isSameStage = owner.stage === identity.stage;
  if (owner.function === PROJECT_WIDE) {
    return isShared && (isSameStage || owner.stage === undefined) ? 'ours' : 'sibling';
  }
  const isOfFunction = owner.function === identity.function || owner.function === (identity.was ?? identity.function);
  return isSameStage && isOfFunction ? 'ours' : 'sibling';
}

/** Whether a resource exists and carries our identity, so that it may be changed and deleted. */
export function isOurs(actual: Owned | undefined, target: { readonly identity: Identity }): boolean {
  return actual !== undefined && ownershipOf(actual, target) === 'ours';
}

/** Whether a resource is ours, or was created by version 1.0 and may be ours. */
export function mayBeOurs(actual: Owned, target: { readonly identity: Identity }): boolean {
  const ownership = ownershipOf(actual, target);
  return ownership === 'ours' || ownership === 'from 1.0';
}

/** Whether a resource that is wanted may be changed: it is ours, or version 1.0 created it and its stage is named. */
export function mayChange(
  actual: Owned | undefined,
  target: { readonly identity: Identity; readonly isStageNamed: boolean },
): boolean {
  if (actual === undefined) return false;
  const ownership = ownershipOf(actual, target);
  return ownership === 'ours' || (ownership === 'from 1.0' && target.isStageNamed);
}

/** Names an owner in messages: `shop/dev`, `shop/dev/orders`, or `the project shop`. */
export function describeOwner({ project, stage, function: name }: Owner): string {
  if (stage === undefined) return `the project ${project}`;
  return name === undefined || name === MAIN_FUNCTION || name === PROJECT_WIDE
    ? `${project}/${stage}`
    : `${project}/${stage}/${name}`;
}
