import { confirm } from '@clack/prompts';
import type { Configuration } from '../config/configuration.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Removal, type RemovalProgress, removalsOf, removeResources } from './apply/remove-resources.ts';
import { openDeploymentTarget, prepareDeployment, readStates } from './deployment.ts';
import { describeOwner } from './resource/identity.ts';
import { type DeploymentTarget, idOf } from './resource/resource.ts';

/** How to tear a project down. */
export interface TeardownOptions {
  /** Removes without asking. */
  readonly yes: boolean;
  /** Prints JSON instead of text. */
  readonly json?: boolean;
}

/**
 * Removes everything that the project has created in AWS, after showing it and asking for confirmation.
 *
 * @throws {UsageError} there is no terminal to ask on
 * @throws {ExpectedError} the user declines
 * @throws {TeardownError} some resources could not be removed
 */
export async function tearDown(
  configuration: Configuration,
  { yes, json = false }: TeardownOptions,
  terminal: Terminal,
): Promise<void> {
  if (json && !yes) throw new UsageError('--json does not ask for confirmation: add --yes');
  const target = await openDeploymentTarget(configuration, terminal.env);
  const deployment = prepareDeployment(configuration, target);
  const removals = removalsOf(await readStates(deployment), target);
  if (json) return removeAndPrintJson(removals, target, terminal);
  if (removals.length === 0) {
    terminal.stdout.write(
      `nothing to remove: nothing in ${describePlace(target)} belongs to ${describeOwner(target.identity)}\n`,
    );
    return;
  }
  terminal.stdout.write(describeRemovals(removals, target, terminal.stdout));
  if (!yes && !(await askForConfirmation(removals.length, terminal))) throw new ExpectedError('nothing was removed');
  await removeWithProgress(removals, target, terminal, () => {});
}

function describePlace({ aws }: DeploymentTarget): string {
  return `account ${aws.account}, ${aws.region}`;
}

function describeRemovals(
  removals: readonly Removal[],
  target: DeploymentTarget,
  stream: NodeJS.WritableStream,
): string {
  const lines = removals.map((removal) => {
    const contents = removal.actual.holds === undefined ? '' : `, including ${removal.actual.holds}`;
    return `${style('error', '-', stream)} ${idOf(removal)}${contents}`;
  });
  return `${lines.join('\n')}\n${removals.length} to remove: ${describeOwner(target.identity)}, ${describePlace(target)}\n`;
}

async function askForConfirmation(count: number, { stdout }: Terminal): Promise<boolean> {
  if (!stdout.isTTY || !process.stdin.isTTY) {
    throw new UsageError('there is no terminal to ask for confirmation on: add --yes to remove these resources');
  }
  const message = count === 1 ? 'Remove this resource?' : `Remove these ${count} resources?`;
  return (await confirm({ message, initialValue: false })) === true;
}

async function removeWithProgress(
  removals: readonly Removal[],
  target: DeploymentTarget,
  { stderr }: Terminal,
  report: RemovalProgress,
): Promise<void> {
  const progress = stepProgress(stderr);
  await removeResources(removals, target, (removal, state) => {
    if (state === 'started') progress.start(`removing ${idOf(removal)}`);
    else if (state === 'done') progress.succeed(`removed ${idOf(removal)}`);
    else progress.fail(`${idOf(removal)}: ${state.message}`);
    report(removal, state);
  });
}

/** Prints one JSON document at the end, even if some resources could not be removed. */
async function removeAndPrintJson(
  removals: readonly Removal[],
  target: DeploymentTarget,
  terminal: Terminal,
): Promise<void> {
  const { identity, functionName, aws } = target;
  const removed: object[] = [];
  const left: object[] = [];
  try {
    await removeWithProgress(removals, target, terminal, ({ kind, name }, state) => {
      if (state === 'done') removed.push({ kind, name });
      else if (state !== 'started') left.push({ kind, name, reason: state.message });
    });
  } finally {
    const { project, stage } = identity;
    const document = { project, stage, functionName, account: aws.account, region: aws.region, removed, left };
    terminal.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }
}
