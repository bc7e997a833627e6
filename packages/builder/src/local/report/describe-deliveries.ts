import { describeDuration } from './describe-duration.ts';
import type { LocalEvent } from './local-event.ts';

const SKIP_WAIT = 'alr-builder skip skips the wait';

export function describeRetry({ requestId, attempt, inMs }: Extract<LocalEvent, { type: 'retrying' }>): string {
  return `the event ${requestId} failed: attempt ${attempt} of it is in ${describeDuration(inMs)}; ${SKIP_WAIT}`;
}

const conditions = { RetriesExhausted: 'no retry is left', EventAgeExceeded: 'it is too old' } as const;

export function describeDiscarded(event: Extract<LocalEvent, { type: 'discarded' }>): string {
  const { requestId, condition, attempts, destination } = event;
  const after = `after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  const where =
    destination === undefined ? 'it is lost, because there is no on_failure' : `its record is in ${destination}`;
  return `the event ${requestId} is given up ${after}, because ${conditions[condition]}: ${where}`;
}

export function messagesOf(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

export function describeFiltered({ queue, messages }: Extract<LocalEvent, { type: 'filtered' }>): string {
  const which = `${messagesOf(messages)} of the queue ${queue}`;
  return `${which} ${messages === 1 ? 'does' : 'do'} not match the filter of the trigger: deleted, as on AWS`;
}

export function describeReturned(event: Extract<LocalEvent, { type: 'batch-returned' }>): string {
  const { queue, messages, returned, inMs, reason, isExternal = false } = event;
  const which = returned === messages ? messagesOf(messages) : `${returned} of ${messagesOf(messages)}`;
  const because = reason === undefined ? '' : `, because ${reason}`;
  const verb = returned === 1 ? 'returns' : 'return';
  const hint = isExternal ? '' : `; ${SKIP_WAIT}`;
  const when = inMs === 0 ? 'now' : `in ${describeDuration(inMs)}${hint}`;
  return `${which} ${verb} to the queue ${queue}${because}: the next delivery is ${when}`;
}

export function describeDeadLetter(event: Extract<LocalEvent, { type: 'dead-letter' }>): string {
  const { queue, messageId, receiveCount, target } = event;
  const times = receiveCount === 1 ? 'once' : `${receiveCount} times`;
  return `the message ${messageId} has been received ${times} from the queue ${queue}: it is in ${target} now`;
}

export function describeLastReceive(event: Extract<LocalEvent, { type: 'last-receive' }>): string {
  const seconds = Math.ceil(event.limitMs / 1000);
  return `waiting up to ${seconds} s for the last receive of the queue ${event.queue}, which could still get a message`;
}

export function recordsOf(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

export function shardOf({ stream, shard }: { readonly stream: string; readonly shard: string }): string {
  return `${shard} of the stream ${stream}`;
}

export function describeReturnedRecords(event: Extract<LocalEvent, { type: 'records-returned' }>): string {
  const { records, returned, inMs, isSplit, reason, isExternal = false } = event;
  const which = returned === records ? recordsOf(records) : `${returned} of ${recordsOf(records)}`;
  const because = reason === undefined ? '' : `, because ${reason}`;
  const failed = `${which} from ${shardOf(event)} failed${because}`;
  if (isSplit) return `${failed}: the batch is split in two, which are delivered one after the other`;
  const verb = returned === 1 ? 'it is' : 'they are';
  const when =
    inMs === 0 ? 'now' : `in ${describeDuration(inMs)}, and the shard waits${isExternal ? '' : `; ${SKIP_WAIT}`}`;
  return `${failed}: ${verb} delivered again ${when}`;
}

export function describeDiscardedRecords(event: Extract<LocalEvent, { type: 'records-discarded' }>): string {
  const { records, condition, deliveries, destination } = event;
  const [are, they] = records === 1 ? ['is', 'it is'] : ['are', 'they are'];
  const after = deliveries === 0 ? 'before' : `after ${deliveries === 1 ? '1 delivery' : `${deliveries} deliveries`}`;
  const when = deliveries === 0 ? `${after} any delivery` : after;
  const why = condition === 'RecordAgeExceeded' ? `${they} too old` : 'no retry is left';
  const where =
    destination === undefined
      ? `${they} lost, because the trigger has no on_failure`
      : `a record of that is in ${destination}`;
  return `${recordsOf(records)} from ${shardOf(event)} ${are} given up ${when}, because ${why}: ${where}`;
}
