import { type KindName, kindOf, kindOrder, type ResourceKey, type Wanted } from '../kinds/kinds.ts';
import { type Attributes, type Found, idOf } from '../resource/resource.ts';
import { differences, type SettingChange } from './diff.ts';
import { type Known, resolve } from './resolve.ts';

/** What there should be of a resource and what there is. */
export interface ResourceState extends ResourceKey {
  readonly wanted: Wanted | undefined;
  readonly found: Found | undefined;
}

/** What is to be done about one resource. */
export type Step =
  /** It isn't there yet. */
  | (ResourceKey & { readonly action: 'create'; readonly wanted: Wanted })
  /** It is ours, and not as wanted. */
  | (ResourceKey & {
      readonly action: 'update';
      readonly wanted: Wanted;
      readonly found: Found;
      readonly differences: readonly SettingChange[];
    })
  /** It is ours, and nothing wants it any more. */
  | (ResourceKey & { readonly action: 'remove'; readonly found: Found })
  /** It is as wanted. */
  | (ResourceKey & { readonly action: 'leave'; readonly found: Found })
  /** It is ours and no longer wanted, but holds what can't be made again; a teardown removes it. */
  | (ResourceKey & { readonly action: 'keep'; readonly found: Found })
  /** Somebody else made it: it is used as it is. What it lacks is said. */
  | (ResourceKey & {
      readonly action: 'not ours';
      readonly found: Found;
      readonly differences: readonly SettingChange[];
    });

/** What is to be done, in the order of doing, and what is known of the resources that are there. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly known: Known;
}

/**
 * Decides what is to be done so that all is as wanted. Nothing is asked of AWS, and nothing but the states counts.
 *
 * @param project Whose resources may be changed and removed.
 */
export function makePlan(states: readonly ResourceState[], project: string): Plan {
  const known = new Map<string, Attributes>();
  const steps: Step[] = [];
  for (const state of inOrder(states)) {
    const { wanted, found } = state;
    if (wanted === undefined) continue;
    const step = stepFor(state, wanted, found, project, known);
    if (found !== undefined) known.set(idOf(step), attributesAfter(step, found));
    steps.push(step);
  }
  return { steps: [...mappingsFirst(steps), ...removals(states, project)], known };
}

function stepFor(
  { kind, name }: ResourceKey,
  wanted: Wanted,
  found: Found | undefined,
  project: string,
  known: Known,
): Step {
  if (found === undefined) return { action: 'create', kind, name, wanted };
  const differing = differences(resolve(wanted.settings, known), found.settings);
  if (found.owner !== project) {
    // that they are another's goes without saying
    const lacking = differing.filter(({ setting }) => setting !== 'tags');
    return { action: 'not ours', kind, name, found, differences: lacking };
  }
  if (differing.length === 0) return { action: 'leave', kind, name, found };
  return { action: 'update', kind, name, wanted, found, differences: differing };
}

/** The function's settings that its versions don't have. */
const apart = new Set(['tags', 'concurrency']);

/** What stays known of a resource that the step changes: a function's revision doesn't, its ARN does. */
function attributesAfter(step: Step, { attributes }: Found): Attributes {
  if (step.action !== 'update' || step.kind !== 'function') return attributes;
  if (step.differences.every(({ setting }) => apart.has(setting))) return attributes;
  const { revision, ...others } = attributes;
  return others;
}

/** What is ours and no longer wanted goes in reverse order, when all that took its place is there. */
function removals(states: readonly ResourceState[], project: string): Step[] {
  return inOrder(states)
    .reverse()
    .flatMap(({ kind, name, wanted, found }): Step[] => {
      if (wanted !== undefined || found === undefined || found.owner !== project) return [];
      return [{ action: kindOf(kind).precious ? 'keep' : 'remove', kind, name, found }];
    });
}

/**
 * A function that begins to report the failed records of a batch has to be heard from its first report on: else its
 * mapping takes the batch for done, and the failed records are lost. So that mapping is changed before the function is;
 * in the other direction the usual order is the safe one.
 */
function mappingsFirst(steps: readonly Step[]): Step[] {
  const early = steps.filter(
    (step) =>
      step.kind === 'mapping' &&
      step.action === 'update' &&
      step.differences.some(({ setting, to }) => setting === 'partialBatchResponse' && to === true) &&
      // which may not be there yet
      step.differences.every(({ setting }) => setting !== 'function'),
  );
  const others = steps.filter((step) => !early.includes(step));
  const position = others.findIndex(({ kind }) => kind === 'function');
  return others.toSpliced(Math.max(position, 0), 0, ...early);
}

/** In the order in which the kinds are made; within a kind as they come. */
function inOrder<Item extends { readonly kind: KindName }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
}
