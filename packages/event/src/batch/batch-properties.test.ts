import { sampleEvent } from '@alr/builder/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../test/dispatching.ts';
import {
  BatchError,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SQS,
  type EventHandlerClass,
  KinesisHandler,
  type KinesisStreamRecord,
  S3Handler,
  type S3Object,
  type S3Record,
  SQSHandler,
  type SQSRecord,
} from '../index.ts';

/** The plan for one message: its group, whether it fails, and how many turns of the microtask queue it takes. */
const plan = fc.record({ group: fc.constantFrom('x', 'y', 'z'), fails: fc.boolean(), turns: fc.nat(3) });
const plans = fc.array(plan, { minLength: 1, maxLength: 12 });
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

/** The positions of the records that were started, in order, and of those that succeeded. */
interface Journal {
  readonly started: number[];
  readonly succeeded: number[];
}

interface Outcome extends Journal {
  /** The positions that the platform will retry: the whole batch if the invocation failed. */
  readonly failed: number[];
  readonly isThrown: boolean;
}

/** Handles a record as planned. */
async function follow(plans: readonly Plan[], position: number, { started, succeeded }: Journal): Promise<void> {
  started.push(position);
  for (let turn = 0; turn < (plans[position]?.turns ?? 0); turn += 1) await Promise.resolve();
  if (plans[position]?.fails) throw new Error(`planned for ${position}`);
  succeeded.push(position);
}

/** Dispatches a batch, and interprets the response as the platform does. */
async function outcomeOf(
  event: object,
  ids: readonly string[],
  source: string,
  make: (journal: Journal) => EventHandlerClass,
): Promise<Outcome> {
  const journal: Journal = { started: [], succeeded: [] };
  const all = ids.map((_, position) => position);
  try {
    const response = await dispatch(event, { handlers: { [source]: make(journal) } });
    const { batchItemFailures = [] } = (response ?? {}) as { batchItemFailures?: { itemIdentifier: string }[] };
    const failed = batchItemFailures.map(({ itemIdentifier }) => ids.indexOf(itemIdentifier));
    return { ...journal, failed, isThrown: false };
  } catch (error) {
    expect(error).toBeInstanceOf(BatchError);
    return { ...journal, failed: all, isThrown: true };
  }
}

function sqsOutcome(plans: readonly Plan[], options: { queue: string; partial: boolean; concurrency?: number }) {
  const groups = plans.map(({ group }) => group);
  const bodies = plans.map((_, position) => String(position));
  const event = sampleEvent('sqs', { queue: options.queue, groups, bodies }) as { Records: SQSRecord[] };
  const ids = event.Records.map(({ messageId }) => messageId);
  return outcomeOf(event, ids, EVENT_SQS, (journal) => {
    return class extends SQSHandler<string> {
      static override readonly partialBatchResponse = options.partial;
      static override readonly concurrency = options.concurrency ?? 1;
      override onMessage(body: string) {
        return follow(plans, Number(body), journal);
      }
    };
  });
}

const failingPositions = (plans: readonly Plan[]) => plans.flatMap(({ fails }, position) => (fails ? [position] : []));
const sorted = (positions: readonly number[]) => positions.toSorted((a, b) => a - b);

describe('for any batch', () => {
  it('every message of a standard queue is handled once, and the failed ones are retried', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.boolean(), fc.integer({ min: 1, max: 5 }), async (plans, partial, concurrency) => {
        const { started, failed, isThrown } = await sqsOutcome(plans, { queue: 'orders', partial, concurrency });
        const expected = failingPositions(plans);
        expect(sorted(started)).toEqual(plans.map((_, position) => position));
        expect(isThrown).toBe(expected.length > 0 && (!partial || expected.length === plans.length));
        if (!isThrown) expect(sorted(failed)).toEqual(expected);
      }),
    );
  });

  it('no message of a FIFO queue is lost, handled twice, or handled after a failed one of its group', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.boolean(), async (plans, partial) => {
        const { started, succeeded, failed } = await sqsOutcome(plans, { queue: 'orders.fifo', partial });
        expect(new Set(started).size).toBe(started.length);
        expect(started).toEqual(sorted(started));
        for (const [position, { group }] of plans.entries()) {
          const isBlocked = plans.some((other, earlier) => earlier < position && other.group === group && other.fails);
          expect(started.includes(position)).toBe(!isBlocked);
          // SQS deletes a message that is not reported as failed, so it must have succeeded.
          expect(failed.includes(position) || succeeded.includes(position)).toBe(true);
          if (isBlocked || plans[position]?.fails) expect(failed).toContain(position);
        }
      }),
    );
  });

  it('a stream is retried from its first failure', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.boolean(), async (plans, partial) => {
        const bodies = plans.map((_, position) => String(position));
        const event = sampleEvent('kinesis', { bodies }) as { Records: KinesisStreamRecord[] };
        const ids = event.Records.map(({ kinesis }) => kinesis.sequenceNumber);
        const { started, failed, isThrown } = await outcomeOf(event, ids, EVENT_KINESIS, (journal) => {
          return class extends KinesisHandler<string> {
            static override readonly partialBatchResponse = partial;
            override onRecord(data: string) {
              return follow(plans, Number(data), journal);
            }
          };
        });
        const [first] = failingPositions(plans);
        expect(started).toEqual(
          plans.map((_, position) => position).slice(0, first === undefined ? undefined : first + 1),
        );
        expect(isThrown).toBe(first !== undefined && (!partial || plans.length === 1));
        if (!isThrown) expect(failed).toEqual(first === undefined ? [] : [first]);
      }),
    );
  });

  it('every object in every message is handled once, and a message fails if one of its objects does', async () => {
    const batches = fc.array(fc.array(plan, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(batches, async (batches) => {
        const objects = batches.flat();
        let count = 0;
        const bodies = batches.map((plans) =>
          JSON.stringify(sampleEvent('s3', { keys: plans.map(() => String(count++)) })),
        );
        const event = sampleEvent('sqs', { bodies }) as { Records: SQSRecord[] };
        const { started, isThrown } = await outcomeOf(event, [], EVENT_S3, (journal) => {
          return class extends S3Handler {
            override onS3Event(_record: S3Record, { key }: S3Object) {
              return follow(objects, Number(key), journal);
            }
          };
        });
        expect(started).toEqual(objects.map((_, position) => position));
        expect(isThrown).toBe(failingPositions(objects).length > 0);
      }),
    );
  });
});
