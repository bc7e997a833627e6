import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { FunctionSetup } from '../options/project-source.ts';
import type { InvocationSource } from '../record/invocation-record.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { failureRecord } from '../sources/asynchronous/failure-record.ts';
import type { SendInput } from '../sources/queue/message/sent-message.ts';
import { QueueError } from '../sources/queue/queue-error.ts';
import { describeLoop, MAX_INVOCATIONS, nextTurn } from './lineage.ts';
import type { EventTarget } from './local-events.ts';
import type { LocalQueues } from './local-queues.ts';
import type { ProjectFunction } from './project-function.ts';

/** Delivers what sources send to functions and queues, as a part of the trace that has caused it. */
export class SourceDeliveries {
  readonly #queues: LocalQueues;
  readonly #clock: Clock;
  readonly #emit: LocalEventListener;
  readonly #functions: ProjectFunction[] = [];
  /** The trace of the operation that runs. Sources deliver before it ends. */
  #trace: string | undefined;

  constructor(queues: LocalQueues, clock: Clock, emit: LocalEventListener) {
    this.#queues = queues;
    this.#clock = clock;
    this.#emit = emit;
  }

  addFunction(each: ProjectFunction): void {
    this.#functions.push(each);
  }

  /** Whether there is such a function or queue. */
  has({ kind, arn }: EventTarget): boolean {
    if (kind === 'function') return this.#functionOf(arn) !== undefined;
    return kind === 'queue' && this.#queues.queues.findByArn(arn) !== undefined;
  }

  /** Runs an operation, as a part of the trace of its client. */
  runInTrace(traceHeader: string | undefined, run: () => unknown): unknown {
    this.#trace = traceHeader;
    try {
      return run();
    } finally {
      this.#trace = undefined;
    }
  }

  /**
   * Invokes a function asynchronously.
   *
   * @param text the event as JSON
   */
  invoke(arn: string, text: string, source: InvocationSource): void {
    const each = this.#functionOf(arn);
    if (each === undefined) return;
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
    const trace = this.#trace && { AWSTraceHeader: { DataType: 'String', StringValue: this.#trace } };
    try {
      queue?.send({ ...message, ...(trace && { systemAttributes: trace }) }, this.#clock.now);
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      this.#emit({ type: 'warning', message: `the queue ${queue?.name} rejects a message: ${error.message}` });
    }
    this.#queues.changed();
  }

  /** Sends the record of an event that is given up to the queue for failed events. Returns where it went, in words. */
  discard({ asynchronous }: FunctionSetup, record: object): string | undefined {
    const { queue: name, arn } = asynchronous?.onFailure ?? {};
    const { queues } = this.#queues;
    const queue = name === undefined ? queues.findByArn(arn ?? '') : queues.find(name);
    if (queue !== undefined) {
      queue.send({ body: JSON.stringify(record) }, this.#clock.now);
      this.#queues.changed();
      return `the queue ${queue.name}`;
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

  /** @param arn of the function, its version or its alias */
  #functionOf(arn: string): ProjectFunction | undefined {
    return this.#functions.find(
      ({ settings: { functionArn } }) => arn === functionArn || arn.startsWith(`${functionArn}:`),
    );
  }
}
