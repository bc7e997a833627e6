import { kindOf } from '../kinds/kinds.ts';
import { diffSettings } from './diff.ts';
import type { Step } from './plan.ts';

/** A step that changes something. */
export type Change = Extract<Step, { action: 'create' | 'update' | 'remove' }>;

/** One part of a step. The parts of some steps are carried out at different times. */
export interface Operation {
  readonly step: Change;
  /** The settings to change; by default, all that differ. */
  readonly settings?: readonly string[];
  /** Whether to grant what the actual settings grant too, so that nothing loses a permission that it still uses. */
  readonly grows?: boolean;
}

/** Whether a step changes something. */
export function isChange(step: Step): step is Change {
  return step.action === 'create' || step.action === 'update' || step.action === 'remove';
}

type Update = Extract<Step, { action: 'update' }>;

/**
 * Puts the steps of a plan into the order in which they do no harm at any moment, even if the run ends early:
 *
 * - Grants grow first and shrink last: the policies of a role grant the old and the new until everything has switched.
 * - A mapping accepts reports of failed records before the function sends them, and until it has stopped. Otherwise, the
 *   records that failed would count as done.
 * - The visibility timeout of a queue is raised before the timeout of the function, and lowered after it. Otherwise, a
 *   message could be handled twice at the same time.
 * - The URL changes its invoke mode right after the function, because responses are not readable in between.
 *
 * @param keepsGrants whether something outside the command still has to switch, so that no grant may shrink
 */
export function orderOperations(steps: readonly Step[], keepsGrants = false): Operation[] {
  const early: Operation[] = [];
  const main: Operation[] = [];
  const late: Operation[] = [];
  for (const step of steps.filter(isChange)) {
    if (step.action !== 'update') {
      main.push({ step });
      continue;
    }
    const isShrinking = shrinks(step);
    if (isShrinking) main.push({ step, grows: true });
    if (isShrinking && !keepsGrants) late.push({ step });
    if (isShrinking) continue;
    const first = settingsBeforeFunction(step);
    const others = step.differences.map(({ setting }) => setting).filter((setting) => !first.includes(setting));
    if (first.length > 0) early.push({ step, settings: first });
    if (others.length > 0) main.push(first.length > 0 ? { step, settings: others } : { step });
  }
  return [...insertEarly(followFunction(main), early), ...late];
}

/** Whether an update takes away something that the resource grants now. */
function shrinks({ kind, desired, actual }: Update): boolean {
  const { grow } = kindOf(kind);
  return grow !== undefined && diffSettings(desired.settings, grow(desired.settings, actual.settings)).length > 0;
}

/** The settings that have to change before the function does. */
function settingsBeforeFunction({ kind, differences }: Update): string[] {
  return differences
    .filter(({ setting, from, to }) => {
      if (kind === 'mapping') return setting === 'partialBatchResponse' && to === true;
      return kind === 'queue' && setting === 'visibilityTimeout' && Number(to) > Number(from);
    })
    .map(({ setting }) => setting);
}

/** Moves a new invoke mode of the URL right behind the function and its alias. */
function followFunction(operations: readonly Operation[]): Operation[] {
  const isModeOfUrl = ({ step }: Operation) =>
    step.kind === 'function url' &&
    step.action === 'update' &&
    step.differences.some(({ setting }) => setting === 'invokeMode');
  const followers = operations.filter(isModeOfUrl);
  const others = operations.filter((operation) => !isModeOfUrl(operation));
  const last = others.findLastIndex(isOfFunction);
  return last === -1 ? [...operations] : others.toSpliced(last + 1, 0, ...followers);
}

/** Inserts what has to happen before the function changes. Without a change of the function, it comes first too. */
function insertEarly(operations: readonly Operation[], early: readonly Operation[]): Operation[] {
  const position = operations.findIndex(isOfFunction);
  return operations.toSpliced(Math.max(position, 0), 0, ...early);
}

function isOfFunction({ step: { kind, action } }: Operation): boolean {
  return (kind === 'function' || kind === 'alias') && action !== 'remove';
}
