import type { Aws } from '../../aws/connection.ts';

/** Where a project lives: an account and region, and the names that all else is derived from. */
export interface DeploymentTarget {
  readonly aws: Aws;
  /** The value of the tag `alr:project`. */
  readonly project: string;
  readonly functionName: string;
}

/** What AWS gave a resource that others refer to, such as its ARN. */
export type Attributes = Readonly<Record<string, string>>;

/** A resource as it is in AWS. */
export interface Found<Settings extends object = object> {
  /** The project that it belongs to; undefined where somebody else made it. */
  readonly owner: string | undefined;
  /** In the words of what is wanted. What AWS doesn't tell is left out, and then not compared; "none" is `null`. */
  readonly settings: Partial<Settings>;
  readonly attributes: Attributes;
  /** What would be lost with it, such as `3 messages`. */
  readonly holds?: string;
}

/**
 * How one kind of resource is read from AWS and changed there. A kind knows nothing of the others, and decides nothing:
 * what has to be done follows from comparing `read` with what is wanted.
 *
 * Each of the three that change something can be broken off anywhere and done again.
 */
export interface Kind<Settings extends object = object> {
  /** The settings whose values are never shown: only which of them changed. */
  readonly secret?: readonly string[];
  /** What a resource is there for, where its name doesn't tell. */
  summary?(settings: Partial<Settings>): string;
  /** Holds what can't be made again: only a teardown removes it, not a change of the configuration. */
  readonly precious?: boolean;
  /** The resource of this name, or undefined where there is none. */
  read(
    target: DeploymentTarget,
    name: string,
    wanted: Partial<Settings> | undefined,
  ): Promise<Found<Settings> | undefined>;
  /** Makes it, marked as ours by the very call that makes it wherever AWS has such a call. */
  create(target: DeploymentTarget, name: string, settings: Settings): Promise<Attributes>;
  /** Changes what differs. */
  update(target: DeploymentTarget, name: string, settings: Settings, change: Change<Settings>): Promise<Attributes>;
  remove(target: DeploymentTarget, name: string, found: Found<Settings>): Promise<void>;
}

/** What an update starts from. */
export interface Change<Settings extends object = object> {
  readonly found: Found<Settings>;
  /** The settings that differ. */
  readonly changed: ReadonlySet<string>;
}

/** The value of a setting that another resource has to exist for, such as the ARN of a target group. */
export interface Reference {
  readonly to: string;
  readonly attribute: string;
}

/** Settings, some of them known only when another resource is there. */
export type Referring<Settings> = { readonly [Key in keyof Settings]: Settings[Key] | Reference };

/** How a resource is known within a plan: `queue jobs`. */
export function idOf(resource: { readonly kind: string; readonly name: string }): string {
  return `${resource.kind} ${resource.name}`;
}

/** Refers to what AWS will have given the resource with this id. */
export function referenceTo(id: string, attribute: string): Reference {
  return { to: id, attribute };
}

/** Whether a setting's value is a reference. */
export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'to' in value && 'attribute' in value;
}
