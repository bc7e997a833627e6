import {
  type DesiredResource,
  type KindName,
  kindOf,
  kindOrder,
  type ResourceKey,
  type ResourceState,
} from '../kinds/kinds.ts';
import { isOurs, mayChange } from '../resource/identity.ts';
import {
  type ActualResource,
  type Attributes,
  idOf,
  type KnownAttributes,
  resolveReferences,
  type TargetIdentity,
} from '../resource/resource.ts';
import { coupleSettings } from './couple-settings.ts';
import { diffSettings, type SettingChange } from './diff.ts';
import { connectionsOfFormer } from './former-connections.ts';

/** What a plan does about one resource. */
export type Step =
  /** It does not exist yet. */
  | (ResourceKey & { readonly action: 'create'; readonly desired: DesiredResource })
  /** It is ours and differs. */
  | (ResourceKey & {
      readonly action: 'update';
      readonly desired: DesiredResource;
      readonly actual: ActualResource;
      readonly differences: readonly SettingChange[];
    })
  /** It is ours and no longer configured, and this run removes it. */
  | (ResourceKey & { readonly action: 'remove'; readonly actual: ActualResource })
  /** It is ours and no longer configured, but stays. */
  | (ResourceKey & {
      readonly action: 'unused';
      readonly actual: ActualResource;
      /** Why it cannot be removed; empty if `--prune` removes it. */
      readonly reasons: readonly string[];
    })
  /** It is ours and up to date. */
  | (ResourceKey & { readonly action: 'leave'; readonly actual: ActualResource })
  /** It belongs to others. It is used unchanged, and the plan shows how it differs. */
  | (ResourceKey & {
      readonly action: 'not ours';
      readonly actual: ActualResource;
      readonly differences: readonly SettingChange[];
      /** The configuration says that it exists. */
      readonly isExisting?: boolean;
    });

/**
 * The steps, and the attributes of the resources that exist already. `orderOperations` decides when each is carried
 * out.
 */
export interface Plan {
  readonly steps: readonly Step[];
  /** Whether something outside the command still has to switch, so that no grant may shrink. */
  readonly keepsGrants?: boolean;
  readonly known: KnownAttributes;
}

/**
 * Plans the steps from the actual state to the desired one. The result depends on the arguments only.
 *
 * @param target whose resources may be changed and removed
 * @param kinds the kinds of resources that the command changes; by default, all
 * @param shared the attributes of resources that are not in the plan, such as the image of all functions
 */
export function makePlan(
  states: readonly ResourceState[],
  target: TargetIdentity,
  kinds?: readonly KindName[],
  shared: KnownAttributes = new Map(),
): Plan {
  const known = new Map<string, Attributes>(shared);
  const steps: Step[] = [];
  for (const state of inCreationOrder(coupleSettings(states, target, kinds))) {
    const { desired, actual } = state;
    if (desired === undefined) continue;
    const step = planStep(state, desired, actual, target, known);
    if (actual !== undefined) known.set(idOf(step), attributesAfter(step, actual));
    steps.push(step);
  }
  return { steps: [...steps, ...planRemovals(states, target)], known };
}

function planStep(
  { kind, name }: ResourceKey,
  desired: DesiredResource,
  actual: ActualResource | undefined,
  target: TargetIdentity,
  known: KnownAttributes,
): Step {
  if (actual === undefined) return { action: 'create', kind, name, desired };
  const differences = diffSettings(resolveReferences(desired.settings, known), actual.settings);
  if (desired.isExisting) return { action: 'not ours', kind, name, actual, differences: [], isExisting: true };
  if (!mayChange(actual, target)) {
    // Their tags and marks always differ from ours.
    const notable = differences.filter(({ setting }) => setting !== 'tags' && setting !== 'mark');
    return { action: 'not ours', kind, name, actual, differences: notable };
  }
  if (differences.length === 0) return { action: 'leave', kind, name, actual };
  return { action: 'update', kind, name, desired, actual, differences };
}

/** The settings of a function that are not part of its versions. */
const unversioned = new Set(['tags', 'concurrency']);

/** The attributes that a resource keeps in a step. An update gives a function a new revision, but not a new ARN. */
function attributesAfter(step: Step, { attributes }: ActualResource): Attributes {
  if (step.action !== 'update' || step.kind !== 'function') return attributes;
  const isUnversioned = ({ setting, from }: SettingChange) =>
    // A role that version 1.0 did not record is recorded in a tag.
    unversioned.has(setting) || (setting === 'roleId' && from === null);
  if (step.differences.every(isUnversioned)) return attributes;
  const { revision, ...others } = attributes;
  return others;
}

/** Plans the removals in reverse order. They come last, when the replacements exist. */
function planRemovals(states: readonly ResourceState[], target: TargetIdentity): Step[] {
  const isWanted = (kind: KindName, name: string) =>
    states.some((state) => state.kind === kind && state.name === name && state.desired !== undefined);
  const isOfFormer = connectionsOfFormer(states, target);
  return inCreationOrder(states)
    .reverse()
    .flatMap((state): Step[] => {
      const { kind, name, desired, actual } = state;
      if (desired !== undefined || actual === undefined || !isOurs(actual, target)) return [];
      // What is no longer wanted keeps its parts until it goes: a function or a version can still run as a former role.
      const whole = wholeOf({ kind, name });
      if (whole !== undefined && !isWanted(whole.kind, whole.name)) return [];
      return kindOf(kind).retain || isOfFormer(state)
        ? [{ action: 'unused', kind, name, actual, reasons: [] }]
        : [{ action: 'remove', kind, name, actual }];
    });
}

/** The resource that something is a part of, and is removed with. */
export function wholeOf({ kind, name }: ResourceKey): ResourceKey | undefined {
  switch (kind) {
    case 'image':
      return { kind: 'repository', name: name.split(':')[0] ?? name };
    case 'api stage':
      return { kind: 'http api', name };
    case 'managed policies':
      return { kind: 'role', name };
    case 'inline policy':
      return { kind: 'role', name: name.slice(0, name.indexOf('/')) };
    default:
      return undefined;
  }
}

/** Sorts by the order in which the kinds are created. Within a kind, the order stays. */
function inCreationOrder<Item extends { readonly kind: KindName }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
}
