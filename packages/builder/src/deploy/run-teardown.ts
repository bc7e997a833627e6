import { confirm } from '@clack/prompts';
import type { Configuration } from '../config/configuration.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { stepProgress } from '../terminal/step-progress.ts';
import { style } from '../terminal/style.ts';
import { type Removal, removalsOf, type TeardownProgress, teardown } from './apply/teardown.ts';
import { observe, openDeploymentTarget, prepare } from './deployment.ts';
import { type DeploymentTarget, idOf } from './resource/resource.ts';
import type { Terminal } from './run-target.ts';

/** How a teardown is to be carried out. */
export interface TeardownOptions {
  /** Asks nothing. */
  readonly yes: boolean;
  /** Prints JSON in place of words. */
  readonly json?: boolean;
}

/**
 * Removes all that is ours, after showing it and asking.
 *
 * @throws UsageError where nobody can be asked; ExpectedError where the answer is no; TeardownError where something is left.
 */
export async function runTeardown(
  configuration: Configuration,
  { yes, json = false }: TeardownOptions,
  terminal: Terminal,
): Promise<void> {
  if (json && !yes) throw new UsageError('with --json nobody is asked: say --yes too');
  const target = await openDeploymentTarget(configuration, terminal.env);
  const deployment = await prepare(configuration, target, { kind: 'kept' });
  const removals = removalsOf(await observe(deployment, false), target.project);
  if (json) return removeAndTellPrograms(removals, target, terminal);
  if (removals.length === 0) {
    terminal.stdout.write(
      `nothing to remove: nothing in ${placeOf(target)} belongs to the project ${target.project}\n`,
    );
    return;
  }
  terminal.stdout.write(describeRemovals(removals, target, terminal.stdout));
  if (!yes && !(await ask(removals.length, terminal))) throw new ExpectedError('nothing was removed');
  await removeWithProgress(removals, target, terminal, () => {});
}

function placeOf({ aws }: DeploymentTarget): string {
  return `account ${aws.account}, ${aws.region}`;
}

function describeRemovals(
  removals: readonly Removal[],
  target: DeploymentTarget,
  stream: NodeJS.WritableStream,
): string {
  const lines = removals.map((removal) => {
    const contents = removal.found.holds === undefined ? '' : `, and ${removal.found.holds} with it`;
    return `${style('error', '-', stream)} ${idOf(removal)}${contents}`;
  });
  return `${lines.join('\n')}\n${removals.length} to remove: project ${target.project}, ${placeOf(target)}\n`;
}

async function ask(count: number, { stdout }: Terminal): Promise<boolean> {
  if (!stdout.isTTY || !process.stdin.isTTY) {
    throw new UsageError('there is nobody to ask whether to remove all this: say --yes');
  }
  return (await confirm({ message: `Remove these ${count}?`, initialValue: false })) === true;
}

async function removeWithProgress(
  removals: readonly Removal[],
  target: DeploymentTarget,
  { stderr }: Terminal,
  tell: TeardownProgress,
): Promise<void> {
  const progress = stepProgress(stderr);
  await teardown(removals, target, (removal, state) => {
    if (state === 'begun') progress.begin(`removing ${idOf(removal)}`);
    else if (state === 'done') progress.succeed(`removed ${idOf(removal)}`);
    else progress.fail(`${idOf(removal)}: ${state.message}`);
    tell(removal, state);
  });
}

/** The document comes after all is done, and with what is left too. */
async function removeAndTellPrograms(
  removals: readonly Removal[],
  target: DeploymentTarget,
  terminal: Terminal,
): Promise<void> {
  const { project, functionName, aws } = target;
  const removed: object[] = [];
  const left: object[] = [];
  try {
    await removeWithProgress(removals, target, terminal, ({ kind, name }, state) => {
      if (state === 'done') removed.push({ kind, name });
      else if (state !== 'begun') left.push({ kind, name, reason: state.message });
    });
  } finally {
    const document = { project, functionName, account: aws.account, region: aws.region, removed, left };
    terminal.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }
}
