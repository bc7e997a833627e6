import type { Clock } from '../clock/clock.ts';
import { collect } from '../front/invoke-api.ts';
import { describeFailure } from '../function/invocation/function-failure.ts';
import type { Invocation } from '../function/invocation/invocation.ts';
import { type BatchOutcome, outcomeOf } from '../mapping/batch-outcome.ts';
import type { QueueBatch, QueueMapping } from '../mapping/queue-mapping.ts';
import { findBatchProblems, findVisibilityProblem } from '../mapping/sqs-lints.ts';
import type { FunctionSettings } from '../options/function-settings.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { Activity } from './activity.ts';
import { describeLoop, MAX_INVOCATIONS, turnOfBatch } from './lineage.ts';
import type { QueueConsumer } from './local-queues.ts';

/** What a trigger that reads a queue depends on. */
export interface QueueTriggerOptions {
  readonly mapping: QueueMapping;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly emit: LocalEventListener;
  /** Whether the function can begin another invocation now. */
  readonly isFree: () => boolean;
  /** The settings of the function, as they are now. */
  readonly settings: () => Pick<FunctionSettings, 'functionName' | 'functionArn' | 'timeoutMs'>;
  readonly invoke: (event: Buffer, traceHeader: string) => Invocation;
  /** Whether a batch fails if it causes a warning. */
  readonly isStrict: boolean;
  /** Called after messages were deleted. */
  readonly onChanged: () => void;
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

  constructor(options: QueueTriggerOptions) {
    this.#options = options;
  }

  get nextDue(): number | undefined {
    return this.#options.mapping.nextDue;
  }

  /** Takes batches while there are any and the function is free. */
  take(now: number): void {
    const { mapping, isFree, activity } = this.#options;
    for (let batch = mapping.take(now, isFree()); batch !== undefined; batch = mapping.take(now, isFree())) {
      activity.track(`a batch of the queue ${mapping.queue.name}`, this.#process(batch));
    }
  }

  async #process(batch: QueueBatch): Promise<void> {
    const { mapping, emit, invoke, onChanged, clock, isStrict } = this.#options;
    const { functionArn, functionName } = this.#options.settings();
    const traceHeaders = batch.messages.map(({ systemAttributes }) => systemAttributes.AWSTraceHeader);
    const { traceHeader, earlier } = turnOfBatch(traceHeaders, functionArn);
    if (earlier >= MAX_INVOCATIONS) {
      // The messages become visible again, until they are received too often.
      mapping.settle(batch, { kind: 'failed', reason: LOOP }, clock.now);
      emit({ type: 'warning', message: describeLoop(functionName) });
      return;
    }
    this.#checkVisibility();
    const invocation = invoke(Buffer.from(batch.event), traceHeader);
    const queue = mapping.queue.name;
    emit({ type: 'batch', requestId: invocation.requestId, queue, messages: batch.messages.length });
    const { outcome, response } = await this.#resultOf(invocation, batch);
    await invocation.finished();
    const { now } = clock;
    const { settings } = mapping;
    const processed = { batch, settings, isFifo: mapping.queue.isFifo, response, outcome, now };
    const problems = findBatchProblems(processed);
    for (const message of problems) emit({ type: 'warning', message });
    const [problem] = problems;
    const final: BatchOutcome = isStrict && problem !== undefined ? { kind: 'failed', reason: STRICT } : outcome;
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
      });
    }
    onChanged();
  }

  /** Warns once about a visibility timeout that is too short. */
  #checkVisibility(): void {
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
