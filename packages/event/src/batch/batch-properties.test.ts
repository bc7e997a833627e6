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

/** A message to be: which group it is of, whether it fails, and how many turns it takes. */
const plan = fc.record({ group: fc.constantFrom('x', 'y', 'z'), fails: fc.boolean(), turns: fc.nat(3) });
const plans = fc.array(plan, { minLength: 1, maxLength: 12 });
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

/** Which records were handled, in order, by their place in the batch; and which of them succeeded. */
interface Journal {
  readonly started: number[];
  readonly succeeded: number[];
}

interface Outcome extends Journal {
  /** The places that the platform sees as failed: all of the batch where the invocation fails. */
  readonly failed: number[];
  readonly isThrown: boolean;
}

/** Does with a record what is planned for its place. */
async function follow(plans: readonly Plan[], place: number, { started, succeeded }: Journal): Promise<void> {
  started.push(place);
  for (let turn = 0; turn < (plans[place]?.turns ?? 0); turn += 1) await Promise.resolve();
  if (plans[place]?.fails) throw new Error(`planned for ${place}`);
  succeeded.push(place);
}

/** Dispatches a batch, and reads the answer as the platform does. */
async function outcomeOf(
  event: object,
  ids: readonly string[],
  source: string,
  make: (journal: Journal) => EventHandlerClass,
): Promise<Outcome> {
  const journal: Journal = { started: [], succeeded: [] };
  const all = ids.map((_, place) => place);
  try {
    const answer = await dispatch(event, { handlers: { [source]: make(journal) } });
    const { batchItemFailures = [] } = (answer ?? {}) as { batchItemFailures?: { itemIdentifier: string }[] };
    const failed = batchItemFailures.map(({ itemIdentifier }) => ids.indexOf(itemIdentifier));
    return { ...journal, failed, isThrown: false };
  } catch (error) {
    expect(error).toBeInstanceOf(BatchError);
    return { ...journal, failed: all, isThrown: true };
  }
}

function sqsOutcome(plans: readonly Plan[], options: { queue: string; partial: boolean; concurrency?: number }) {
  const groups = plans.map(({ group }) => group);
  const bodies = plans.map((_, place) => String(place));
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

const failing = (plans: readonly Plan[]) => plans.flatMap(({ fails }, place) => (fails ? [place] : []));
const sorted = (places: readonly number[]) => places.toSorted((a, b) => a - b);

describe('whatever a batch is', () => {
  it('every message of a standard queue is handled once, and the failed ones come again', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.boolean(), fc.integer({ min: 1, max: 5 }), async (plans, partial, concurrency) => {
        const { started, failed, isThrown } = await sqsOutcome(plans, { queue: 'orders', partial, concurrency });
        const expected = failing(plans);
        expect(sorted(started)).toEqual(plans.map((_, place) => place));
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
        for (const [place, { group }] of plans.entries()) {
          const isBlocked = plans.some((other, earlier) => earlier < place && other.group === group && other.fails);
          expect(started.includes(place)).toBe(!isBlocked);
          // Deleted from the queue is what the platform doesn't see as failed: that must have succeeded.
          expect(failed.includes(place) || succeeded.includes(place)).toBe(true);
          if (isBlocked || plans[place]?.fails) expect(failed).toContain(place);
        }
      }),
    );
  });

  it('a stream goes on from its first failure', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.boolean(), async (plans, partial) => {
        const bodies = plans.map((_, place) => String(place));
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
        const [first] = failing(plans);
        expect(started).toEqual(plans.map((_, place) => place).slice(0, first === undefined ? undefined : first + 1));
        expect(isThrown).toBe(first !== undefined && (!partial || plans.length === 1));
        if (!isThrown) expect(failed).toEqual(first === undefined ? [] : [first]);
      }),
    );
  });

  it('every object in every message is handled once, and a message fails with any of its objects', async () => {
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
        expect(started).toEqual(objects.map((_, place) => place));
        expect(isThrown).toBe(failing(objects).length > 0);
      }),
    );
  });
});
