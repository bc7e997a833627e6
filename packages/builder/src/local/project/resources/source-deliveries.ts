import { randomUUID } from 'node:crypto';
import { isSameResource, nameOf } from '../../../aws/arn.ts';
import type { Clock } from '../../clock/clock.ts';
import type { FunctionSetup } from '../../options/project-source.ts';
import type { InvocationSource } from '../../record/invocation-record.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import { failureRecord } from '../../sources/asynchronous/failure-record.ts';
import type { SendInput } from '../../sources/queue/message/sent-message.ts';
import type { Topic } from '../../sources/topic/topic.ts';
import type { ProjectFunction } from '../project-function.ts';
import { describeLoop, MAX_INVOCATIONS, nextTurn } from '../triggers/lineage.ts';
import type { LocalQueues } from './local-queues.ts';
import { rejectionOf } from './rejected-message.ts';

/** Who gets an event. */
export interface EventTarget {
  readonly kind: 'function' | 'queue' | 'topic';
  readonly arn: string;
}

/** Delivers what sources send to functions and queues, as a part of the trace that has caused it. */
export class SourceDeliveries {
  readonly #queues: LocalQueues;
  readonly #clock: Clock;
  readonly #emit: LocalEventListener;
  readonly #functions: ProjectFunction[] = [];
  /** The trace of the operation that runs. Sources deliver before it ends. */
  #trace: string | undefined;
  #matches = 0;
  /** The ARNs of targets that do not exist, which are reported once. */
  readonly #missing = new Set<string>();

  constructor(queues: LocalQueues, clock: Clock, emit: LocalEventListener) {
    this.#queues = queues;
    this.#clock = clock;
    this.#emit = emit;
  }

  /** How many times something matched a rule, a subscription or a notification. */
  get matches(): number {
    return this.#matches;
  }

  /** To be called for each match, before the delivery. */
  addMatch(): void {
    this.#matches += 1;
  }

  addFunction(each: ProjectFunction): void {
    this.#functions.push(each);
  }

  /** Whether there is such a function or queue. */
  has({ kind, arn }: EventTarget): boolean {
    if (kind === 'function') return this.#functionOf(arn) !== undefined;
    return kind === 'queue' && this.#queues.queues.findByArn(arn) !== undefined;
  }

  /**
   * Reports that a source passes something on, or a function something that it gives up.
   *
   * @param from the kind and name, as in `bucket:photos`
   * @param what the key of an object, or the detail type of an event
   */
  report(from: string, { kind, arn }: EventTarget, what?: string): void {
    const name = kind === 'function' ? this.#functionOf(arn)?.key : nameOf(arn);
    // What is sent to a queue that does not exist is lost.
    if (name === undefined || (kind === 'queue' && !this.has({ kind, arn }))) return;
    this.#emit({ type: 'passed-on', from, to: `${kind}:${name}`, ...(what !== undefined && { what }) });
  }

  /** Runs an operation, as a part of the trace of its client. */
  runInTrace(traceHeader: string | undefined, run: () => unknown): unknown {
    const outer = this.#trace;
    this.#trace = traceHeader;
    try {
      return run();
    } finally {
      this.#trace = outer;
    }
  }

  /** Returns what runs an operation later, as a part of the present trace. */
  inPresentTrace(run: () => unknown): () => void {
    const trace = this.#trace;
    return () => void this.runInTrace(trace, run);
  }

  /**
   * Invokes a function asynchronously.
   *
   * @param text the event as JSON
   */
  invoke(arn: string, text: string, source: InvocationSource): void {
    const each = this.#functionOf(arn);
    if (each === undefined) {
      this.#reportMissing({ kind: 'function', arn });
      return;
    }
    const event = Buffer.from(text);
    // AWS detects loops of S3, SNS and SQS only.
    if (source !== 's3' && source !== 'sns') {
      each.asynchronous.send({ event }, source);
      return;
    }
    const { traceHeader, earlier } = nextTurn(this.#trace, each.settings.functionArn);
    if (earlier < MAX_INVOCATIONS) each.asynchronous.send({ event, traceHeader }, source);
    else this.#stopLoop(each, event);
  }

  /** Sends a message to a queue. */
  send(arn: string, message: SendInput): void {
    const queue = this.#queues.queues.findByArn(arn);
    if (queue === undefined) {
      this.#reportMissing({ kind: 'queue', arn });
      return;
    }
    const trace = this.#trace && { AWSTraceHeader: { DataType: 'String', StringValue: this.#trace } };
    const input = { ...message, ...(trace && { systemAttributes: trace }) };
    this.#reportRejection(`queue ${queue.name}`, () => queue.send(input, this.#clock.now));
    this.#queues.changed();
  }

  /** Publishes a message on a topic, if it exists. */
  publish(topic: Topic | undefined, arn: string, message: string): void {
    if (topic === undefined) this.#reportMissing({ kind: 'topic', arn });
    else this.#reportRejection(`topic ${topic.name}`, () => topic.publish({ message }, this.#clock.now));
  }

  /** Sends the record of an event that is given up to the queue for failed events. Returns where it went, in words. */
  discard({ key, asynchronous }: FunctionSetup, record: object): string | undefined {
    const { queue: name, arn } = asynchronous?.onFailure ?? {};
    const { queues } = this.#queues;
    const queue = name === undefined ? queues.findByArn(arn ?? '') : queues.find(name);
    if (queue !== undefined) {
      const sent = sendRecord(`queue ${queue.name}`, () =>
        queue.send({ body: JSON.stringify(record) }, this.#clock.now),
      );
      this.#queues.changed();
      this.report(`function:${key}`, { kind: 'queue', arn: queue.arn });
      return sent;
    }
    if (arn === undefined) return undefined;
    return `no queue of this machine, because on_failure is ${arn}`;
  }

  /** Drops an event. Its record is sent to the queue for failed events. */
  #stopLoop(each: ProjectFunction, event: Buffer): void {
    const { functionArn, functionName } = each.settings;
    const discarded = { requestId: randomUUID(), functionArn, event, condition: 'RecursiveLoop', attempts: 0 } as const;
    const destination = this.discard(each.setup, failureRecord(discarded, this.#clock.now));
    const suffix = destination === undefined ? '' : `; the event is in ${destination}`;
    each.report({ type: 'warning', message: `${describeLoop(functionName)}${suffix}` });
  }

  /** Nobody waits for the result of a delivery. */
  #reportRejection(destination: string, send: () => unknown): void {
    const message = rejectionOf(destination, send);
    if (message !== undefined) this.#emit({ type: 'warning', message });
  }

  /** AWS drops what it cannot deliver, too, after some retries. */
  #reportMissing({ kind, arn }: EventTarget): void {
    if (this.#missing.has(arn)) return;
    this.#missing.add(arn);
    const message = `the ${kind} ${nameOf(arn)} does not exist: what is sent to it is lost`;
    this.#emit({ type: 'warning', message });
  }

  /** @param arn of the function, its version or its alias, in any region */
  #functionOf(arn: string): ProjectFunction | undefined {
    const unqualified = arn.split(':').slice(0, 7).join(':');
    return this.#functions.find(({ settings: { functionArn } }) => isSameResource(unqualified, functionArn));
  }
}

/** Sends the record of a failure. Returns where it is, in words. */
export function sendRecord(destination: string, send: () => unknown): string {
  const rejection = rejectionOf(destination, send);
  return rejection === undefined ? `the ${destination}` : `no destination, because ${rejection}`;
}
