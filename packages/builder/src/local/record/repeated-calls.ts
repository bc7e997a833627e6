import { createHash } from 'node:crypto';
import { type AwsCallRecord, describeCall } from './aws-call-record.ts';
import type { HistoryEntry } from './history.ts';
import type { InvocationSource } from './invocation-record.ts';

/** The operations that have an effect each time. To put or delete the same object twice has the effect of once. */
const additive: Readonly<Record<string, readonly string[]>> = {
  sqs: ['SendMessage', 'SendMessageBatch'],
  sns: ['Publish', 'PublishBatch'],
  events: ['PutEvents'],
  kinesis: ['PutRecord', 'PutRecords'],
  lambda: ['Invoke'],
};

/** The sources whose events contain ids of their own, so that two equal events are the same one. */
const withIds: readonly InvocationSource[] = ['s3', 'sns', 'eventbridge'];
/** The sources that do not deliver an event again by themselves. */
const withoutRetries: readonly InvocationSource[] = ['replay', 'invoke', 'http'];

/** How many events are remembered. To look for them in the history would take longer than most invocations. */
const MAX_REMEMBERED = 1000;

/** Finds deliveries of the same event at which a function does the same twice. */
export class RepeatedCalls {
  /** The calls that the function has made because of an event, oldest event first. */
  readonly #made = new Map<string, ReadonlySet<string>>();
  /** The calls that have been reported. */
  readonly #reported = new Set<string>();

  /** What AWS would do with the function, because of an invocation that has just been recorded. Once for the same calls. */
  check(entry: HistoryEntry): string | undefined {
    if (withoutRetries.includes(entry.summary.source)) return undefined;
    const calls = additiveCalls(entry);
    if (calls.length === 0) return undefined;
    const before = this.#remember(identityOf(entry), calls);
    const repeated = [...new Set(calls)].filter((call) => before.has(call)).join(', ');
    if (repeated === '' || this.#reported.has(repeated)) return undefined;
    this.#reported.add(repeated);
    return (
      `${describeEvent(entry)} was delivered again, and the function made the same calls again: ${repeated}; AWS delivers ` +
      'an event more than once now and then, so what the function does with it should have the effect of once'
    );
  }

  /** Adds calls to those of an event. Returns the ones before. */
  #remember(event: string, calls: readonly string[]): ReadonlySet<string> {
    const before = this.#made.get(event) ?? new Set();
    this.#made.delete(event);
    this.#made.set(event, new Set([...before, ...calls]));
    const [oldest = event] = this.#made.keys();
    if (this.#made.size > MAX_REMEMBERED) this.#made.delete(oldest);
    return before;
  }
}

/** The same for all deliveries of an event, and short. */
function identityOf(entry: HistoryEntry): string {
  const { source, requestId } = entry.summary;
  const { event, details } = entry.content();
  const digest = (content: string | Buffer) => `${source} ${createHash('sha256').update(content).digest('base64')}`;
  if (details.batch !== undefined) return digest(idsOf(entry).join());
  return withIds.includes(source) ? digest(event) : requestId;
}

function idsOf(entry: HistoryEntry): string[] {
  return (entry.content().details.batch?.records ?? []).map(({ id }) => id).sort();
}

/** The calls that have succeeded, in words. */
function additiveCalls(entry: HistoryEntry): string[] {
  return entry.content().details.calls.filter(isAdditive).map(describeCall);
}

function isAdditive({ service, operation, resource, errorCode }: AwsCallRecord): boolean {
  // A FIFO queue or topic drops what is sent twice.
  if (errorCode !== undefined || resource?.endsWith('.fifo')) return false;
  return Object.hasOwn(additive, service) && additive[service]?.includes(operation) === true;
}

function describeEvent(entry: HistoryEntry): string {
  const { source, requestId } = entry.summary;
  const [first, ...others] = idsOf(entry);
  if (first === undefined) return `the event ${requestId} (${source})`;
  return others.length === 0 ? `the message ${first}` : `the batch with the message ${first}`;
}
