import { stepProgress } from '../../terminal/step-progress.ts';
import { taskProgress } from '../../terminal/task-progress.ts';
import type { DeploymentPart } from '../desired/deployment-part.ts';
import { type Change, isChange } from '../plan/operations.ts';
import type { PartPlan } from '../plan/plan-parts.ts';
import { idOf } from '../resource/resource.ts';
import type { ApplyEvent } from './apply.ts';
import type { PartProgress } from './apply-parts.ts';

/** Shows the progress of a deployment. */
export interface ProgressDisplay {
  readonly report: PartProgress;
  /** Ends the display. */
  stop(): void;
}

const participles = { create: 'created', update: 'changed', remove: 'removed' } as const;
const gerunds = { create: 'creating', update: 'changing', remove: 'removing' } as const;

/** Shows each step of a single function, or what several functions do at the same time and how many are done. */
export function showProgress(plans: readonly PartPlan[], stream: NodeJS.WriteStream): ProgressDisplay {
  const changing = plans.filter(({ plan }) => plan.steps.some(isChange));
  const functions = changing.filter(({ part }) => part.role !== 'shared');
  return functions.length > 1 ? showParts(changing, functions.length, stream) : showSteps(stream);
}

function showSteps(stream: NodeJS.WriteStream): ProgressDisplay {
  const progress = stepProgress(stream);
  let current: Change | undefined;
  return {
    report(_, event) {
      if (event === 'done' || event instanceof Error) return;
      current = event.state === 'started' ? event.step : undefined;
      if (event.state === 'started') progress.start(describe(event));
      else progress.succeed(describe(event));
    },
    stop() {
      // What was started and has not ended has failed.
      if (current !== undefined) progress.fail(idOf(current));
    },
  };
}

function showParts(changing: readonly PartPlan[], count: number, stream: NodeJS.WriteStream): ProgressDisplay {
  const progress = taskProgress(stream);
  const totals = new Map(changing.map(({ part, plan }) => [part, plan.steps.filter(isChange).length]));
  const ended = new Map<DeploymentPart, Set<string>>();
  /** What is kept, or is up to date already, is no change. */
  const made = new Map<DeploymentPart, Set<string>>();
  let [done, failed] = [0, 0];
  const summarize = () => {
    const failures = failed === 0 ? '' : `, ${failed} failed`;
    progress.summarize(`${done} of ${count} functions done${failures}`);
    return `${done} of ${count}${failures}`;
  };
  return {
    report(part, event) {
      const name = nameOf(part);
      if (event === 'done') {
        if (part.role === 'shared') return;
        done += 1;
        return progress.succeed(name, `${changes(made.get(part)?.size ?? 0)} made (${summarize()})`);
      }
      if (event instanceof Error) {
        if (part.role !== 'shared') failed += 1;
        progress.fail(name, event.message);
        summarize();
        return;
      }
      const { step, state } = event;
      if (state === 'started') {
        progress.show(name, `${ended.get(part)?.size ?? 0}/${totals.get(part)} ${describe(event)}`);
        return;
      }
      addTo(ended, part, idOf(step));
      if (state === 'done') addTo(made, part, idOf(step));
      if (part.role === 'shared') progress.succeed(name, describe(event));
      else if (typeof state === 'object') progress.note(name, describe(event));
      else progress.detail(name, describe(event));
    },
    stop: () => progress.stop(),
  };
}

function addTo(ids: Map<DeploymentPart, Set<string>>, part: DeploymentPart, id: string): void {
  ids.set(part, new Set([...(ids.get(part) ?? []), id]));
}

function nameOf({ role, target: { identity } }: DeploymentPart): string {
  return role === 'shared' ? `project ${identity.project}` : identity.function;
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}

function describe({ step, state }: ApplyEvent): string {
  if (state === 'started') return `${gerunds[step.action]} ${idOf(step)}`;
  if (state === 'done') return `${participles[step.action]} ${idOf(step)}`;
  if (state === 'up to date') return `${idOf(step)} is up to date`;
  return `kept ${idOf(step)}: ${state.reasons.join(', and ')}`;
}
