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
export interface ActualResource<Settings extends object = object> {
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
  readonly retain?: boolean;
  /** The resource of this name, or undefined where there is none. */
  read(
    target: DeploymentTarget,
    name: string,
    wanted: Partial<Settings> | undefined,
  ): Promise<ActualResource<Settings> | undefined>;
  /** Makes it, marked as ours by the very call that makes it wherever AWS has such a call. */
  create(target: DeploymentTarget, name: string, settings: Settings): Promise<Attributes>;
  /** Changes what differs. */
  update(
    target: DeploymentTarget,
    name: string,
    settings: Settings,
    change: ResourceUpdate<Settings>,
  ): Promise<Attributes>;
  remove(target: DeploymentTarget, name: string, actual: ActualResource<Settings>): Promise<void>;
}

/** What an update starts from. */
export interface ResourceUpdate<Settings extends object = object> {
  readonly actual: ActualResource<Settings>;
  /** The settings that differ. */
  readonly changed: ReadonlySet<string>;
}

/** A setting whose value comes from another resource once that exists, such as the ARN of a target group. */
export class Reference {
  /** The id of the other resource; see {@link idOf}. */
  readonly id: string;
  readonly attribute: string;
  /** Makes the type nominal: a user's `{ id, attribute }`, for example in tags, is not a reference. */
  readonly #brand = true;

  constructor(id: string, attribute: string) {
    this.id = id;
    this.attribute = attribute;
  }

  static isReference(value: unknown): value is Reference {
    return typeof value === 'object' && value !== null && #brand in value;
  }
}

/** Settings, some of them known only when another resource is there. */
export type WithReferences<Settings> = { readonly [Key in keyof Settings]: Settings[Key] | Reference };

/** How a resource is known within a plan: `queue jobs`. */
export function idOf(resource: { readonly kind: string; readonly name: string }): string {
  return `${resource.kind} ${resource.name}`;
}

/** Refers to an attribute that AWS will have assigned to the resource with this id. */
export function referenceTo(id: string, attribute: string): Reference {
  return new Reference(id, attribute);
}

/** Whether the value of a setting is a reference. */
export function isReference(value: unknown): value is Reference {
  return Reference.isReference(value);
}
