import type { Clock } from '../../clock/clock.ts';
import { collect } from '../../front/invoke-api.ts';
import { describeFailure } from '../../function/invocation/function-failure.ts';
import type { Invocation } from '../../function/invocation/invocation.ts';
import { type BatchOutcome, outcomeOf } from '../../mapping/batch-outcome.ts';
import type { QueueBatch, QueueMapping } from '../../mapping/queue-mapping.ts';
import { type BatchProblem, findBatchProblems, findVisibilityProblem } from '../../mapping/sqs-lints.ts';
import type { FunctionSettings } from '../../options/function-settings.ts';
import type { InvocationBatch } from '../../record/invocation-record.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import type { Activity } from '../activity.ts';
import type { QueueConsumer } from '../resources/local-queues.ts';
import { describeLoop, MAX_INVOCATIONS, turnOfBatch } from './lineage.ts';

/** What a trigger that reads a queue depends on. */
export interface QueueTriggerOptions {
  readonly mapping: QueueMapping;
  readonly clock: Pick<Clock, 'now'>;
  readonly activity: Pick<Activity, 'track'>;
  readonly emit: LocalEventListener;
  /** Whether the function can begin another invocation now. */
  readonly isFree: () => boolean;
  /** The settings of the function, as they are now. */
  readonly settings: () => Pick<FunctionSettings, 'functionName' | 'functionArn' | 'timeoutMs'>;
  readonly invoke: (event: Buffer, traceHeader: string, batch: InvocationBatch) => Invocation;
  /** Whether an invocation that has ended has made the same calls as an earlier one with the same messages. */
  readonly hasWarning?: ((invocation: Invocation) => boolean) | undefined;
  /** When the code of the function was loaded. New code can cause the same warnings again. */
  readonly codeLoadedAt?: (() => number) | undefined;
  /** Whether a batch fails if it causes a warning. */
  readonly isStrict: boolean;
  /** Whether the queue is elsewhere, so that its time cannot be skipped. Default: false. */
  readonly isExternal?: boolean | undefined;
  /** Called when a batch has been settled. The batch has ended when this resolves. */
  readonly onChanged: () => void | Promise<void>;
}

/** Why a batch is not delivered. */
const LOOP = 'it is part of a recursive loop';
/** Why a batch fails that AWS accepts. */
const STRICT = '--strict does not accept that';

/** What a function made of a batch, and its response if it has not failed. */
interface Result {
  readonly outcome: BatchOutcome;
  readonly response: string | undefined;
}

/** Invokes a function with the messages of a queue. */
export class QueueTrigger implements QueueConsumer {
  readonly #options: QueueTriggerOptions;
  /** The visibility timeout that was checked last, in seconds. */
  #visibilityTimeout: number | undefined;
  /** The problems that were reported. */
  readonly #reported = new Set<string>();

  constructor(options: QueueTriggerOptions) {
    this.#options = options;
  }

  get discarded(): number {
    return this.#options.mapping.discarded;
  }

  get nextDue(): number | undefined {
    return this.#options.mapping.nextDue;
  }

  /** Takes batches while there are any and the function is free. */
  take(now: number): void {
    const { mapping, isFree, activity, emit } = this.#options;
    const { discarded } = mapping;
    for (let batch = mapping.take(now, isFree()); batch !== undefined; batch = mapping.take(now, isFree())) {
      activity.track(`a batch of the queue ${mapping.queue.name}`, this.#process(batch));
    }
    const messages = mapping.discarded - discarded;
    if (messages > 0) emit({ type: 'filtered', queue: mapping.queue.name, messages });
  }

  async #process(batch: QueueBatch): Promise<void> {
    const { mapping, emit, invoke, onChanged, clock, isStrict, isExternal = false, hasWarning } = this.#options;
    const { functionArn, functionName } = this.#options.settings();
    const traceHeaders = batch.messages.map(({ systemAttributes }) => systemAttributes.AWSTraceHeader);
    const { traceHeader, earlier } = turnOfBatch(traceHeaders, functionArn);
    if (earlier >= MAX_INVOCATIONS) {
      // The messages become visible again, until they are received too often.
      mapping.settle(batch, { kind: 'failed', reason: LOOP }, clock.now);
      emit({ type: 'warning', message: describeLoop(functionName) });
      return;
    }
    this.checkVisibility();
    const queue = mapping.queue.name;
    const records = batch.messages.map(({ messageId: id, systemAttributes }) => {
      return { id, receiveCount: Number(systemAttributes.ApproximateReceiveCount) };
    });
    const invocation = invoke(Buffer.from(batch.event), traceHeader, { from: queue, records });
    emit({ type: 'batch', requestId: invocation.requestId, queue, messages: batch.messages.length });
    const { outcome, response } = await this.#resultOf(invocation, batch);
    await invocation.finished();
    const { now } = clock;
    const { settings } = mapping;
    const processed = { batch, settings, isFifo: mapping.queue.isFifo, response, outcome, now };
    const problems = findBatchProblems(processed);
    for (const problem of problems) this.#warn(problem);
    const hasProblem = problems.length > 0 || hasWarning?.(invocation) === true;
    const final: BatchOutcome = isStrict && hasProblem ? { kind: 'failed', reason: STRICT } : outcome;
    const { returned } = mapping.settle(batch, final, now);
    if (returned.length > 0) {
      emit({
        type: 'batch-returned',
        requestId: invocation.requestId,
        queue,
        messages: batch.messages.length,
        returned: returned.length,
        inMs: Math.max(0, batch.hiddenUntil - now),
        ...(final.kind === 'failed' && response !== undefined && { reason: final.reason }),
        ...(isExternal && { isExternal }),
      });
    }
    await onChanged();
  }

  /** Warns once about each cause, however many batches have it. */
  #warn({ cause, message }: BatchProblem): void {
    const { emit, codeLoadedAt = () => 0 } = this.#options;
    const reported = `${cause} ${codeLoadedAt()}`;
    if (this.#reported.has(reported)) return;
    this.#reported.add(reported);
    emit({ type: 'warning', message });
  }

  /** Warns once about a visibility timeout that is too short. */
  checkVisibility(): void {
    const { mapping, settings, emit } = this.#options;
    const { visibilityTimeout } = mapping.queue.settings;
    if (visibilityTimeout === this.#visibilityTimeout) return;
    this.#visibilityTimeout = visibilityTimeout;
    const message = findVisibilityProblem(visibilityTimeout, settings().timeoutMs / 1000);
    if (message !== undefined) emit({ type: 'warning', message });
  }

  async #resultOf(invocation: Invocation, { messages }: QueueBatch): Promise<Result> {
    const { failure, body } = await collect(await invocation.response);
    if (failure !== undefined) {
      return { outcome: { kind: 'failed', reason: describeFailure(failure) }, response: undefined };
    }
    const response = body.toString();
    const ids = new Set(messages.map(({ messageId }) => messageId));
    return { outcome: outcomeOf(response, ids, this.#options.mapping.settings.acceptsReports), response };
  }
}
