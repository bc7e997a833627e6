import type { Configuration } from '../config/configuration.ts';
import { confirmDeletion } from '../terminal/confirm-deletion.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type RemovalProgress, removalsOf, removeResources } from './apply/remove-resources.ts';
import { openDeploymentTarget, prepareDeployment, readStates } from './deployment.ts';
import { checkStage, checkTakenOver } from './plan/check-stage.ts';
import { describeOwner } from './resource/identity.ts';
import { type DeploymentTarget, describeTarget, idOf } from './resource/resource.ts';
import { findReasonsToKeep } from './usage/settle-removals.ts';
import type { Removal } from './usage/user.ts';

/** How to tear a project down. */
export interface TeardownOptions {
  /** Removes without asking. */
  readonly yes: boolean;
  /** The queues that may be deleted with their messages. */
  readonly deleteMessages?: readonly string[] | undefined;
  /** Prints JSON instead of text. */
  readonly json?: boolean;
}

/** What a teardown does. */
interface TeardownPlan {
  readonly target: DeploymentTarget;
  readonly removals: readonly Removal[];
  /** Why resources of ours stay, by their ids. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
  readonly deleteMessages: readonly string[];
}

/**
 * Removes everything that the project has created in AWS for this stage, after showing it and asking for confirmation.
 * Keeps what others use, and queues with messages.
 *
 * @throws {UsageError} there is no terminal to ask on
 * @throws {ExpectedError} the user declines
 * @throws {TeardownError} some resources could not be removed
 */
export async function tearDown(
  configuration: Configuration,
  { yes, deleteMessages = [], json = false }: TeardownOptions,
  terminal: Terminal,
): Promise<void> {
  if (json && !yes) throw new UsageError('--json does not ask for confirmation: add --yes');
  const target = await openDeploymentTarget(configuration, terminal.env);
  const deployment = prepareDeployment(configuration, target);
  const states = await readStates(deployment);
  checkStage(states, target);
  checkTakenOver(states, target);
  const removals = removalsOf(states, target);
  const reasons = await findReasonsToKeep(removals, target, deleteMessages);
  // The attempt to remove what cannot be read fails, and so does the command.
  const unreadable = removals.filter(({ actual }) => actual.unreadable !== undefined).map(idOf);
  const kept = new Map([...reasons].filter(([id]) => !unreadable.includes(id)));
  const plan = { target, removals, kept, deleteMessages };
  if (json) return removeAndPrintJson(plan, terminal);
  if (removals.length === 0) {
    terminal.stdout.write(
      `nothing to remove: nothing in ${describePlace(target)} belongs to ${describeOwner(target.identity)}\n`,
    );
    return;
  }
  terminal.stdout.write(describeTeardown(plan, terminal.stdout));
  const count = removals.length - plan.kept.size;
  if (!yes && count > 0 && !(await confirmDeletion(questionAbout(count), terminal))) {
    throw new ExpectedError('nothing was removed');
  }
  await removeWithProgress(plan, terminal, () => {});
}

function questionAbout(count: number): string {
  return count === 1 ? 'Delete this resource?' : `Delete these ${count} resources?`;
}

function describePlace({ aws }: DeploymentTarget): string {
  return `account ${aws.account}, ${aws.region}`;
}

function describeTeardown({ target, removals, kept }: TeardownPlan, stream: NodeJS.WritableStream): string {
  const lines = removals.map((removal) => {
    const reasons = kept.get(idOf(removal));
    if (reasons !== undefined) return `${style('detail', '=', stream)} ${idOf(removal)}: ${describeReasons(reasons)}`;
    const contents = removal.actual.holds === undefined ? '' : `, including ${removal.actual.holds}`;
    return `${style('error', '-', stream)} ${idOf(removal)}${contents}`;
  });
  const staying = kept.size === 0 ? '' : `, ${kept.size} to keep`;
  const summary = `${removals.length - kept.size} to remove${staying}`;
  return `${lines.join('\n')}\n${summary}: ${describeOwner(target.identity)}, ${describePlace(target)}\n`;
}

function describeReasons(reasons: readonly string[]): string {
  return `it stays, because ${reasons.join(', and ')}`;
}

async function removeWithProgress(
  { removals, target, ...options }: TeardownPlan,
  { stderr }: Terminal,
  report: RemovalProgress,
): Promise<void> {
  const progress = stepProgress(stderr);
  const onProgress: RemovalProgress = (removal, state) => {
    if (state === 'started') progress.start(`removing ${idOf(removal)}`);
    else if (state === 'done') progress.succeed(`removed ${idOf(removal)}`);
    else if (state instanceof Error) progress.fail(`${idOf(removal)}: ${state.message}`);
    else progress.succeed(`kept ${idOf(removal)}: ${state.reasons.join(', and ')}`);
    report(removal, state);
  };
  await removeResources(removals, target, onProgress, options);
}

/** Prints one JSON document at the end, even if some resources could not be removed. */
async function removeAndPrintJson(plan: TeardownPlan, terminal: Terminal): Promise<void> {
  const removed: object[] = [];
  const kept: object[] = [];
  const left: object[] = [];
  try {
    await removeWithProgress(plan, terminal, ({ kind, name, actual: { contents } }, state) => {
      if (state === 'started') return;
      if (state === 'done') removed.push({ kind, name });
      else if (state instanceof Error) left.push({ kind, name, reason: state.message });
      else kept.push({ kind, name, reasons: state.reasons, ...(contents && { contents }) });
    });
  } finally {
    const document = { ...describeTarget(plan.target), removed, kept, left };
    printJson(terminal.stdout, document, 2);
  }
}
