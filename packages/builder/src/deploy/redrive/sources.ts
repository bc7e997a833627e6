import { nameOf, parseArn } from '../../aws/arn.ts';
import type { Aws } from '../../aws/connection.ts';
import type { Configuration, Project } from '../../config/configuration.ts';
import { asynchronousSettings, destinationArn } from '../../config/functions/asynchronous-settings.ts';
import { type StageQueue, stageQueues } from '../../config/functions/stage-queues.ts';

/** A queue with what failed for good, and what to do about it. */
export type FailedSource =
  /** The messages move back to the queue that they come from. */
  | { readonly kind: 'dead letters'; readonly queue: string; readonly to: string; readonly owner: Configuration }
  | StageSource;

/** A queue of the stage. A message says which function it is for. */
export interface StageSource {
  /**
   * `failed invocations`: functions are invoked again with the events in the records. `undelivered events`: they are
   * invoked with the events that EventBridge could not hand over to Lambda. A queue of the first kind can contain both.
   */
  readonly kind: 'failed invocations' | 'undelivered events';
  readonly queue: string;
  /** The functions, selected or not, whose undelivered events go to the queue. */
  readonly receivers: readonly Configuration[];
}

/** What cannot be tried again, and why. */
export interface RefusedSource {
  /** The ARN or the name of the queue. */
  readonly source: string;
  readonly reason: string;
}

/** Lists where the failed events of the selected functions are, according to the configuration. */
export function failedSources(
  { selected, functions }: Pick<Project, 'selected' | 'functions'>,
  aws: Aws,
): (FailedSource | RefusedSource)[] {
  const all = selected.flatMap((owner) => [
    ...owner.triggers.flatMap((trigger) => ofTrigger(trigger, owner, functions, aws)),
    ...ofInvocations(owner, functions, aws),
  ]);
  const sources = new Map<string, FailedSource | RefusedSource>();
  for (const each of all) {
    const id = idOf(each);
    // A queue with both kinds of messages is one source.
    if (sources.has(id) && 'kind' in each && each.kind === 'undelivered events') continue;
    sources.set(id, each);
  }
  return [...sources.values()];
}

/** Whether a source cannot be tried again. */
export function isRefused(source: FailedSource | RefusedSource): source is RefusedSource {
  return 'reason' in source;
}

function idOf(source: FailedSource | RefusedSource): string {
  if (isRefused(source)) return `refused ${source.source}`;
  return source.kind === 'dead letters' ? `dead letters ${source.queue}` : source.queue;
}

function ofTrigger(
  trigger: Configuration['triggers'][number],
  owner: Configuration,
  functions: readonly Configuration[],
  aws: Aws,
): (FailedSource | RefusedSource)[] {
  if ('queue' in trigger) {
    const { name, existing, dlq } = trigger.queue;
    if (existing || dlq.existing) {
      const reason = 'it is not ours, and may contain messages of others: ask its owners to move them';
      return [{ source: existing ? `the dead-letter queue of ${name}` : dlq.name, reason }];
    }
    return [{ kind: 'dead letters', queue: dlq.name, to: name, owner }];
  }
  if ('stream' in trigger) {
    const arn = destinationArn(trigger.onFailure, aws);
    if (arn === null) return [];
    const reason =
      `records of the ${describeStream(trigger.stream.arn)} say only where the failed records are in the stream: ` +
      'read them there, by the shard and the sequence numbers, while the stream keeps them';
    return [{ source: nameOf(arn), reason }];
  }
  if (!('dlq' in trigger) || trigger.dlq === undefined) return [];
  return parseArn(trigger.dlq) === undefined
    ? [{ kind: 'undelivered events', queue: trigger.dlq, receivers: receiversOf(trigger.dlq, functions) }]
    : [refuseForeign(trigger.dlq)];
}

/** The ARN of a table's stream ends in the time at which it was enabled. */
function describeStream(arn: string): string {
  const [, table] = /:table\/([^/]+)\/stream\//.exec(arn) ?? [];
  return table === undefined ? `kinesis stream ${nameOf(arn)}` : `stream of the table ${table}`;
}

/** The functions with a trigger whose undelivered events go to a queue of the stage. */
function receiversOf(queue: string, functions: readonly Configuration[]): Configuration[] {
  const isReceiver = (each: StageQueue) => each.key === 'trigger.dlq' && each.name === queue;
  return functions.filter((each) => stageQueues(each).some(isReceiver));
}

function ofInvocations(
  owner: Configuration,
  functions: readonly Configuration[],
  aws: Aws,
): (FailedSource | RefusedSource)[] {
  const { onFailure } = asynchronousSettings(owner);
  const queue = onFailure?.queue;
  if (queue !== undefined) return [{ kind: 'failed invocations', queue, receivers: receiversOf(queue, functions) }];
  const arn = destinationArn(onFailure, aws);
  return arn === null ? [] : [refuseForeign(arn)];
}

function refuseForeign(arn: string): RefusedSource {
  const isQueue = parseArn(arn)?.service === 'sqs';
  const reason = isQueue
    ? 'it is named by its ARN, so it is not ours, and may contain messages of others'
    : 'it does not keep the records, so they can only be tried again by what receives them';
  return { source: isQueue ? nameOf(arn) : arn, reason };
}
