import type { Aws } from '../aws/connection.ts';
import type { Project } from '../config/configuration.ts';
import { confirmDeletion } from '../terminal/confirm-deletion.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type RemovalProgress, removeResources, TeardownError } from './apply/remove-resources.ts';
import { openProject, prepareDeployment, readParts } from './deployment.ts';
import { type DeploymentPart, nameOfPart } from './desired/deployment-part.ts';
import type { ResourceKey } from './kinds/kinds.ts';
import { checkStage, checkTakenOver } from './plan/check-stage.ts';
import { describeParts, functionOf } from './plan/plan-report.ts';
import { removalsOf } from './plan/removals.ts';
import { withShared } from './plan-deployment.ts';
import { describeOwner } from './resource/identity.ts';
import { idOf } from './resource/resource.ts';
import { findReasonsToKeep } from './usage/settle-removals.ts';
import type { Removal } from './usage/users/user.ts';

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
  readonly project: Project;
  readonly aws: Aws;
  /** What all functions share comes last. */
  readonly parts: readonly { readonly part: DeploymentPart; readonly removals: readonly Removal[] }[];
  /** Why resources of ours stay, by their ids. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
  readonly deleteMessages: readonly string[];
}

/**
 * Removes everything that the project, or one of its functions, has created in AWS for this stage, after showing it and
 * asking for confirmation. Keeps what others use, and queues with messages.
 *
 * @throws {UsageError} there is no terminal to ask on
 * @throws {ExpectedError} the user declines
 * @throws {TeardownError} some resources could not be removed
 */
export async function tearDown(
  project: Project,
  { yes, deleteMessages = [], json = false }: TeardownOptions,
  terminal: Terminal,
): Promise<void> {
  if (json && !yes) throw new UsageError('--json does not ask for confirmation: add --yes');
  const plan = await planTeardown(project, deleteMessages, terminal);
  if (json) return removeAndPrintJson(plan, terminal);
  const count = plan.parts.flatMap(({ removals }) => removals).length;
  if (count === 0) {
    const owner = describeOwner({ ...project, function: onlyName(project) });
    terminal.stdout.write(`nothing to remove: nothing in ${describePlace(plan)} belongs to ${owner}\n`);
    return;
  }
  terminal.stdout.write(describeTeardown(plan, terminal.stdout));
  const going = count - plan.kept.size;
  if (!yes && going > 0 && !(await confirmDeletion(questionAbout(going), terminal))) {
    throw new ExpectedError('nothing was removed');
  }
  await removeWithProgress(plan, terminal, () => {});
}

async function planTeardown(
  original: Project,
  deleteMessages: readonly string[],
  { env }: Terminal,
): Promise<TeardownPlan> {
  const { project, aws } = await openProject(original, env);
  const states = await readParts(prepareDeployment(project, aws));
  for (const { part, states: list } of withShared(states)) {
    checkStage(list, part.target);
    checkTakenOver(list, part.target);
  }
  const parts = states
    .map(({ part, states: list }) => ({ part, removals: removalsOf(list, part.target, part.role === 'retired') }))
    // The other functions still need what all of them share.
    .filter(({ part }) => part.role !== 'shared' || !project.isLimited)
    .toSorted((a, b) => Number(a.part.role === 'shared') - Number(b.part.role === 'shared'));
  const all = parts.flatMap(({ removals }) => removals);
  const reasons = await Promise.all(
    parts.map(({ part, removals }) => findReasonsToKeep(removals, part.target, deleteMessages, all.map(idOf))),
  );
  // The attempt to remove what cannot be read fails, and so does the command.
  const unreadable = all.filter(({ actual }) => actual.unreadable !== undefined).map(idOf);
  const kept = new Map(reasons.flatMap((each) => [...each]).filter(([id]) => !unreadable.includes(id)));
  return { project, aws, parts, kept, deleteMessages };
}

function questionAbout(count: number): string {
  return count === 1 ? 'Delete this resource?' : `Delete these ${count} resources?`;
}

function describePlace({ aws }: Pick<TeardownPlan, 'aws'>): string {
  return `account ${aws.account}, ${aws.region}`;
}

/** The function that a command is limited to, or the only one of a file without `functions`. */
function onlyName({ isLimited, selected }: Project): string | undefined {
  const [first] = selected;
  return isLimited || !first?.isNamed ? first?.function : undefined;
}

function describeTeardown(plan: TeardownPlan, stream: NodeJS.WritableStream): string {
  const { parts, kept, project } = plan;
  const hasNames = parts.some(({ part }) => functionOf(part).function !== undefined);
  const sections = parts.flatMap(({ part, removals }) => {
    if (removals.length === 0) return [];
    const lines = removals.map((removal) => describeRemoval(removal, kept.get(idOf(removal)), stream));
    if (!hasNames) return lines;
    return [style('heading', nameOfPart(part), stream), ...lines.map((line) => `  ${line}`), ''];
  });
  const staying = kept.size === 0 ? '' : `, ${kept.size} to keep`;
  const count = parts.flatMap(({ removals }) => removals).length;
  const summary = `${count - kept.size} to remove${staying}`;
  const owner = describeOwner({ ...project, function: onlyName(project) });
  return `${sections.join('\n')}\n${summary}: ${owner}, ${describePlace(plan)}\n`;
}

function describeRemoval(
  removal: Removal,
  reasons: readonly string[] | undefined,
  stream: NodeJS.WritableStream,
): string {
  if (reasons !== undefined) return `${style('detail', '=', stream)} ${idOf(removal)}: ${describeReasons(reasons)}`;
  const contents = removal.actual.holds === undefined ? '' : `, including ${removal.actual.holds}`;
  return `${style('error', '-', stream)} ${idOf(removal)}${contents}`;
}

function describeReasons(reasons: readonly string[]): string {
  return `it stays, because ${reasons.join(', and ')}`;
}

type PartRemovalProgress = (part: DeploymentPart, ...event: Parameters<RemovalProgress>) => void;

/** @throws {TeardownError} some resources could not be removed */
async function removeWithProgress(
  { parts, kept, deleteMessages }: TeardownPlan,
  { stderr }: Terminal,
  report: PartRemovalProgress,
): Promise<void> {
  const progress = stepProgress(stderr);
  const ids = parts.flatMap(({ removals }) => removals.map(idOf));
  const going = new Set(ids.filter((id) => !kept.has(id)));
  const left: ResourceKey[] = [];
  for (const { part, removals } of parts) {
    const onProgress: RemovalProgress = (removal, state) => {
      if (state === 'started') progress.start(`removing ${idOf(removal)}`);
      else if (state === 'done') progress.succeed(`removed ${idOf(removal)}`);
      else if (state instanceof Error) progress.fail(`${idOf(removal)}: ${state.message}`);
      else progress.succeed(`kept ${idOf(removal)}: ${state.reasons.join(', and ')}`);
      report(part, removal, state);
    };
    try {
      await removeResources(removals, part.target, onProgress, { deleteMessages, kept, going });
    } catch (error) {
      if (!(error instanceof TeardownError)) throw error;
      left.push(...error.left);
    }
  }
  if (left.length > 0) throw new TeardownError(left);
}

/** Prints one JSON document at the end, even if some resources could not be removed. */
async function removeAndPrintJson(plan: TeardownPlan, terminal: Terminal): Promise<void> {
  const removed: object[] = [];
  const kept: object[] = [];
  const left: object[] = [];
  try {
    await removeWithProgress(plan, terminal, (part, { kind, name, actual: { contents } }, state) => {
      if (state === 'started') return;
      const resource = { ...functionOf(part), kind, name };
      if (state === 'done') removed.push(resource);
      else if (state instanceof Error) left.push({ ...resource, reason: state.message });
      else kept.push({ ...resource, reasons: state.reasons, ...(contents && { contents }) });
    });
  } finally {
    const document = { ...describeParts(plan.parts.map(({ part }) => part)), removed, kept, left };
    printJson(terminal.stdout, document, 2);
  }
}
