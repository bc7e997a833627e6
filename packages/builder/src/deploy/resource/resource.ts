import type { Aws } from '../../aws/connection.ts';
import type { Contents } from './contents.ts';
import type { Identity, Owner } from './identity.ts';
import type { Tags } from './tags.ts';

/** Where a function is deployed: an account and region, its identity, and its name there. */
export interface DeploymentTarget {
  readonly aws: Aws;
  readonly identity: Identity;
  /** Whether the user named the stage. Only a named stage takes over what version 1.0 created. */
  readonly isStageNamed: boolean;
  readonly functionName: string;
}

/** Describes a target in JSON for programs. */
export function describeTarget({ identity, functionName, aws }: DeploymentTarget) {
  const { project, stage } = identity;
  return { project, stage, functionName, account: aws.account, region: aws.region };
}

/** The part of a target that decides which resources are ours. */
export type TargetIdentity = Pick<DeploymentTarget, 'identity' | 'isStageNamed'>;

/** The values that AWS assigned to a resource, such as its ARN. Other resources refer to them. */
export type Attributes = Readonly<Record<string, string>>;

/** A resource as it exists in AWS. */
export interface ActualResource<Settings extends object = object> {
  /** Whom it belongs to; undefined if it was not created by this tool. Only `ownershipOf` and `isOurs` judge it. */
  readonly owner: Owner | undefined;
  /** Whether all functions of a project, or of one of its stages, share it. */
  readonly isShared?: boolean;
  /** Whether it has no owner in AWS, and `--adopt` takes it over. */
  readonly isAdopted?: boolean;
  /** In the form of the desired settings. What AWS does not report is missing, and is not compared; "none" is `null`. */
  readonly settings: Partial<Settings>;
  readonly attributes: Attributes;
  /** Why it cannot be read, although its tags say whose it is. Then nothing else is known about it. */
  readonly unreadable?: string;
  /** What is in it, and would be lost with it. */
  readonly contents?: Contents;
  /** The same as text; undefined if there is nothing in it. */
  readonly holds?: string;
}

/**
 * How one kind of resource is read from AWS and changed there. A kind makes no decisions: the plan compares the result
 * of `read` with the desired settings. It reads another resource only if that shows whose its own is, or has to match it.
 *
 * `create`, `update` and `remove` can be interrupted at any point and run again.
 */
export interface Kind<Settings extends object = object> {
  /** The settings whose values are never printed. A plan shows only which of their entries change. */
  readonly secret?: readonly string[];
  /** Describes the purpose of a resource whose name does not show it. */
  summary?(settings: Partial<Settings>): string;
  /** It cannot be restored, so only `apply --prune` and a teardown remove it, never a change of the configuration. */
  readonly retain?: boolean;
  /** For resources that grant something: the settings that grant what both the desired and the actual ones do. */
  grow?(desired: object, actual: Partial<Settings>): object;
  /** Resolves to undefined if there is no resource with this name. */
  read(
    target: DeploymentTarget,
    name: string,
    desired: Partial<Settings> | undefined,
  ): Promise<ActualResource<Settings> | undefined>;
  /** Creates the resource, and marks it as ours in the same call if AWS offers that. */
  create(target: DeploymentTarget, name: string, settings: Settings): Promise<Attributes>;
  /** Changes the settings that differ. */
  update(
    target: DeploymentTarget,
    name: string,
    settings: Settings,
    update: ResourceUpdate<Settings>,
  ): Promise<Attributes>;
  /**
   * Removes the resource. What is in it is read again right before, and what cannot be restored is kept.
   *
   * @throws {ContentsError} there is something in it that `options` does not allow to delete
   */
  remove(
    target: DeploymentTarget,
    name: string,
    actual: ActualResource<Settings>,
    options?: RemovalOptions,
  ): Promise<void>;
}

/** What a removal may delete besides the resources. */
export interface RemovalOptions {
  /** The names of the queues whose messages may be deleted. */
  readonly deleteMessages?: readonly string[];
}

/** The current resource, and what to change about it. */
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
  /** What follows the value of the attribute. */
  readonly suffix: string;
  /** Makes the type nominal: a user's `{ id, attribute }`, for example in tags, is not a reference. */
  readonly #brand = true;

  constructor(id: string, attribute: string, suffix: string) {
    this.id = id;
    this.attribute = attribute;
    this.suffix = suffix;
  }

  static isReference(value: unknown): value is Reference {
    return typeof value === 'object' && value !== null && #brand in value;
  }
}

/** Settings of which some may be known only when another resource exists. */
export type WithReferences<Settings> = { readonly [Key in keyof Settings]: Settings[Key] | Reference };

/** The id of a resource within a plan: `queue jobs`. */
export function idOf(resource: { readonly kind: string; readonly name: string }): string {
  return `${resource.kind} ${resource.name}`;
}

/** The tags in the settings of a resource of any kind; undefined if it has none. */
export function tagsIn(settings: object): Tags | undefined {
  // Tags have the same form in every kind.
  return 'tags' in settings && !isReference(settings.tags) ? (settings.tags as Tags) : undefined;
}

/**
 * Refers to an attribute that AWS will have assigned to the resource with this id.
 *
 * @param suffix what follows the attribute's value
 */
export function referenceTo(id: string, attribute: string, suffix = ''): Reference {
  return new Reference(id, attribute, suffix);
}

/** Whether the value of a setting is a reference. */
export function isReference(value: unknown): value is Reference {
  return Reference.isReference(value);
}

/** The attributes of the resources that exist so far, by the resources' ids. */
export type KnownAttributes = ReadonlyMap<string, Attributes>;

/** Replaces the references in settings by the values that are known. Other references stay. */
export function resolveReferences<Settings extends object>(settings: Settings, known: KnownAttributes): Settings {
  const entries = Object.entries(settings).map(([setting, value]) => [
    setting,
    isReference(value) ? resolveReference(value, known) : value,
  ]);
  // The names of the settings stay the same.
  return Object.fromEntries(entries) as Settings;
}

function resolveReference(reference: Reference, known: KnownAttributes): string | Reference {
  const value = known.get(reference.id)?.[reference.attribute];
  return value === undefined ? reference : value + reference.suffix;
}
