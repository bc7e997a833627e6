import { nameOf, parseArn } from '../../aws/arn.ts';
import type { Aws } from '../../aws/connection.ts';
import type { Configuration, Project } from '../../config/configuration.ts';
import { asynchronousSettings, destinationArn } from '../../config/functions/asynchronous-settings.ts';

/** A queue with what failed for good, and what to do about it. */
export type FailedSource =
  /** The messages move back to the queue that they come from. */
  | { readonly kind: 'dead letters'; readonly queue: string; readonly to: string; readonly owner: Configuration }
  /** The functions are invoked again with the events in the records. */
  | { readonly kind: 'failed invocations'; readonly queue: string }
  /** The function is invoked with the events, which EventBridge could not hand over to Lambda. */
  | { readonly kind: 'undelivered events'; readonly queue: string; readonly owner: Configuration };

/** What cannot be tried again, and why. */
export interface RefusedSource {
  /** The ARN or the name of the queue. */
  readonly source: string;
  readonly reason: string;
}

/** Lists where the failed events of the selected functions are, according to the configuration. */
export function failedSources({ selected }: Pick<Project, 'selected'>, aws: Aws): (FailedSource | RefusedSource)[] {
  const all = selected.flatMap((owner) => [
    ...owner.triggers.flatMap((trigger) => ofTrigger(trigger, owner, aws)),
    ...ofInvocations(owner, aws),
  ]);
  return [...new Map(all.map((each) => [idOf(each), each])).values()];
}

/** Whether a source cannot be tried again. */
export function isRefused(source: FailedSource | RefusedSource): source is RefusedSource {
  return 'reason' in source;
}

function idOf(source: FailedSource | RefusedSource): string {
  return isRefused(source) ? `refused ${source.source}` : `${source.kind} ${source.queue}`;
}

function ofTrigger(
  trigger: Configuration['triggers'][number],
  owner: Configuration,
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
    ? [{ kind: 'undelivered events', queue: trigger.dlq, owner }]
    : [refuseForeign(trigger.dlq)];
}

/** The ARN of a table's stream ends in the time at which it was enabled. */
function describeStream(arn: string): string {
  const [, table] = /:table\/([^/]+)\/stream\//.exec(arn) ?? [];
  return table === undefined ? `kinesis stream ${nameOf(arn)}` : `stream of the table ${table}`;
}

function ofInvocations(owner: Configuration, aws: Aws): (FailedSource | RefusedSource)[] {
  const { onFailure } = asynchronousSettings(owner);
  if (onFailure?.queue !== undefined) return [{ kind: 'failed invocations', queue: onFailure.queue }];
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
