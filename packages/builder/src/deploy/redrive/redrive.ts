import { explainAwsError } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import type { Project } from '../../config/configuration.ts';
import { confirmDeletion } from '../../terminal/confirm-deletion.ts';
import { ExpectedError, UsageError } from '../../terminal/expected-error.ts';
import { printJson } from '../../terminal/print-json.ts';
import { stepProgress } from '../../terminal/step-progress.ts';
import { style } from '../../terminal/style.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { readResource } from '../actual/inspect.ts';
import { checkIsOurs } from '../actual/read-ours.ts';
import { deploymentTargetOf, openProject, sharedTargetOf } from '../deployment.ts';
import { describeContents, plural } from '../resource/contents.ts';
import { invokeAgain } from './invoke-again.ts';
import { moveMessages } from './move-messages.ts';
import { type FailedSource, failedSources, isRefused, type RefusedSource } from './sources.ts';

/** Some messages could not be tried again. */
export class RedriveError extends ExpectedError {
  override get name(): string {
    return 'RedriveError';
  }
}

/** How to try again what failed for good. */
export interface RedriveOptions {
  /** Does not ask. */
  readonly yes: boolean;
  readonly json: boolean;
}

/** A source, and the number of its messages that can be received now. */
interface CountedSource {
  readonly source: FailedSource;
  readonly count: number;
  /** The messages as text; undefined if there are none. */
  readonly holds: string | undefined;
}

/** What was done with the messages of a queue. */
interface Result {
  readonly queue: string;
  readonly kind: FailedSource['kind'];
  readonly to?: string;
  readonly moved?: number;
  readonly invoked?: number;
  readonly left?: readonly { readonly reason: string; readonly count: number }[];
}

/**
 * Tries again what failed for good: moves the messages of dead-letter queues back, and invokes functions with the events
 * of queues for failed invocations. Asks before, with the number of messages.
 *
 * @throws {UsageError} there is no terminal to ask on
 * @throws {ExpectedError} the user declines
 * @throws {RedriveError} nothing can be tried again, or some messages stay
 */
export async function redrive(original: Project, { yes, json }: RedriveOptions, terminal: Terminal): Promise<void> {
  if (json && !yes) throw new UsageError('--json does not ask for confirmation: add --yes');
  const { project, aws } = await openProject(original, terminal.env);
  const all = failedSources(project, aws);
  const refused = all.filter(isRefused);
  const counted = await Promise.all(
    all.flatMap((source) => (isRefused(source) ? [] : [countSource(source, project, aws)])),
  );
  if (!json) {
    terminal.stdout.write(counted.map(describeSource).join(''));
    const { stderr } = terminal;
    stderr.write(
      refused.map((each) => `${style('warning', 'not possible:', stderr)} ${describeRefusal(each)}\n`).join(''),
    );
  }
  if (counted.length === 0) throw new RedriveError(describeNothing(refused));
  const full = counted.filter(({ count }) => count > 0);
  if (full.length > 0 && !yes && !(await confirmDeletion(questionAbout(full), terminal, 'move and invoke'))) {
    throw new ExpectedError('nothing was moved or invoked');
  }
  const results: Result[] = [];
  try {
    for (const each of full) results.push(await redriveSource(each, project, aws, terminal));
  } finally {
    if (json)
      printJson(terminal.stdout, { project: project.project, stage: project.stage, queues: results, refused }, 2);
  }
  if (full.length === 0 && !json) terminal.stdout.write('nothing to redrive\n');
  const left = results.flatMap((result) => result.left ?? []).reduce((sum, { count }) => sum + count, 0);
  if (left > 0)
    throw new RedriveError(
      `${plural(left, 'message')} could not be tried again, and ${left === 1 ? 'stays' : 'stay'} in the queue`,
    );
}

/** Only a queue of ours contains nothing of others. */
async function countSource(source: FailedSource, project: Project, aws: Aws): Promise<CountedSource> {
  const target = 'owner' in source ? deploymentTargetOf(source.owner, aws) : sharedTargetOf(project, aws);
  const key = { kind: 'queue', name: source.queue } as const;
  await checkIsOurs(target, key);
  const contents = (await readResource(target, key))?.contents;
  if (source.kind === 'dead letters') await checkIsOurs(target, { kind: 'queue', name: source.to });
  const holds = describeContents(contents);
  return { source, count: contents?.messages?.visible ?? 0, holds };
}

function describeSource({ source, holds }: CountedSource): string {
  return `${source.queue}: ${holds ?? 'no messages'}, ${purposes[source.kind](source)}\n`;
}

const purposes: { readonly [Kind in FailedSource['kind']]: (source: FailedSource) => string } = {
  'dead letters': (source) => `to move back to ${'to' in source ? source.to : ''}`,
  'failed invocations': () => 'whose functions are to be invoked again',
  'undelivered events': (source) => {
    const names = 'receivers' in source ? source.receivers.map(({ lambda }) => lambda.name) : [];
    return `with which ${names.join(' or ')} is to be invoked`;
  },
};

function describeRefusal({ source, reason }: RefusedSource): string {
  return `${source}: ${reason}`;
}

function describeNothing(refused: readonly RefusedSource[]): string {
  if (refused.length > 0) return 'there is nothing that can be tried again';
  return (
    'no trigger has a dead-letter queue, and the function has no queue for failed invocations: set lambda.on_failure to ' +
    '{ queue: NAME } to keep them'
  );
}

function questionAbout(full: readonly CountedSource[]): string {
  const parts = full.map(({ source, count }) =>
    source.kind === 'dead letters'
      ? `move ${plural(count, 'message')} from ${source.queue} to ${source.to}`
      : `invoke with ${plural(count, 'message')} of ${source.queue}`,
  );
  const text = parts.join(', and ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}?`;
}

async function redriveSource(
  { source, count }: CountedSource,
  project: Project,
  aws: Aws,
  { stderr }: Terminal,
): Promise<Result> {
  const progress = stepProgress(stderr);
  const { queue, kind } = source;
  try {
    if (source.kind === 'dead letters') {
      const { to } = source;
      const show = (moved: number) => progress.start(`moving messages from ${queue} to ${to}: ${moved} of ${count}`);
      show(0);
      const moved = await moveMessages(aws, { queue, to }, count, show);
      progress.succeed(`moved ${plural(moved, 'message')} from ${queue} to ${to}`);
      return { queue, kind, to, moved };
    }
    progress.start(`invoking with the messages of ${queue}`);
    const { invoked, left } = await invokeAgain(aws, source, count, project.selected);
    progress.succeed(`invoked with ${plural(invoked, 'message')} of ${queue}`);
    for (const [reason, number] of left) progress.fail(`${plural(number, 'message')} of ${queue} left: ${reason}`);
    return { queue, kind, invoked, left: [...left].map(([reason, number]) => ({ reason, count: number })) };
  } catch (error) {
    progress.fail(queue);
    throw explainAwsError(error, `redrive ${queue}`);
  }
}
