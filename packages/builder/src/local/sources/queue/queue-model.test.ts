import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueues } from '../../../../test/queues.ts';
import type { ReceivedMessage } from './message/received-message.ts';
import type { Queue } from './queue.ts';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MAX_RECEIVES = 3;
const RETENTION = 120;

/** A message of the model, which scans all of them each time. */
interface ModelMessage {
  readonly body: string;
  readonly group: string;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly isHidden: boolean;
  readonly receives: number;
  readonly place: 'queue' | 'dlq' | 'deleted' | 'expired';
}

type Step =
  | { readonly type: 'send'; readonly group: string; readonly delay: number }
  | { readonly type: 'receive'; readonly max: number; readonly timeout: number }
  | { readonly type: 'remove'; readonly index: number }
  | { readonly type: 'change'; readonly index: number; readonly timeout: number }
  | { readonly type: 'wait'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c'), delay: fc.nat(5) }),
  fc.record({ type: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }), timeout: fc.nat(20) }),
  fc.record({ type: fc.constant('remove' as const), index: fc.nat(5) }),
  fc.record({ type: fc.constant('change' as const), index: fc.nat(5), timeout: fc.nat(20) }),
  fc.record({ type: fc.constant('wait' as const), seconds: fc.nat(30) }),
);

class Model {
  messages: readonly ModelMessage[] = [];
  readonly isFifo: boolean;

  constructor(isFifo: boolean) {
    this.isFifo = isFifo;
  }

  update(body: string, change: Partial<ModelMessage>): void {
    this.messages = this.messages.map((each) => (each.body === body ? { ...each, ...change } : each));
  }

  advance(now: number): void {
    this.messages = this.messages.map((each) => {
      const isExpired = each.sentAt + RETENTION * SECOND <= now && (each.place === 'queue' || each.place === 'dlq');
      const place = isExpired ? 'expired' : each.place;
      return { ...each, place, isHidden: each.isHidden && each.visibleAt > now };
    });
  }

  /** The message that comes next, of those that this receive has not got. */
  next(taken: readonly ModelMessage[], now: number): ModelMessage | undefined {
    const here = this.messages.filter(({ place }) => place === 'queue');
    const rest = here.filter(({ body }) => !taken.some((each) => each.body === body));
    const candidates = rest.filter(({ visibleAt }) => visibleAt <= now);
    if (!this.isFifo) return first(candidates);
    const locked = (group: string) =>
      here.some((each) => each.group === group && each.isHidden && !taken.some(({ body }) => body === each.body));
    const heads = candidates.filter(
      (each) => !locked(each.group) && rest.find(({ group }) => group === each.group) === each,
    );
    return heads.find(({ group }) => group === taken.at(-1)?.group) ?? first(heads);
  }

  receive(max: number, timeout: number, now: number): string[] {
    const taken: ModelMessage[] = [];
    while (taken.length < max) {
      const message = this.next(taken, now);
      if (message === undefined) break;
      if (message.receives >= MAX_RECEIVES) {
        this.update(message.body, {
          place: 'dlq',
          isHidden: false,
          visibleAt: now,
          ...(this.isFifo && { sentAt: now }),
        });
      } else taken.push(message);
    }
    const visibleAt = now + timeout * SECOND;
    for (const { body, receives } of taken) {
      this.update(body, { receives: receives + 1, visibleAt, isHidden: timeout > 0 });
    }
    return taken.map(({ body }) => body);
  }
}

function first(messages: readonly ModelMessage[]): ModelMessage | undefined {
  return messages.reduce<ModelMessage | undefined>(
    (best, each) => (best === undefined || each.visibleAt < best.visibleAt ? each : best),
    undefined,
  );
}

function createJobs(isFifo: boolean) {
  const queues = createQueues();
  const fifo: Record<string, string> = isFifo ? { FifoQueue: 'true' } : {};
  const suffix = isFifo ? '.fifo' : '';
  const MessageRetentionPeriod = String(RETENTION);
  const dlq = queues.create(`jobs-dlq${suffix}`, { ...fifo, MessageRetentionPeriod });
  const policy = { deadLetterTargetArn: dlq.arn, maxReceiveCount: MAX_RECEIVES };
  const RedrivePolicy = JSON.stringify(policy);
  return { queue: queues.create(`jobs${suffix}`, { ...fifo, MessageRetentionPeriod, RedrivePolicy }), dlq };
}

/** What an observer sees. */
function view(queue: Queue, now: number) {
  return queue
    .messages(now)
    .map(({ body, state, receiveCount, visibleAt }) => ({ body, state, receiveCount, visibleAt }))
    .sort((a, b) => Number(a.body) - Number(b.body));
}

function modelView({ messages }: Model, place: ModelMessage['place'], now: number) {
  return messages
    .filter((each) => each.place === place)
    .map(({ body, isHidden, receives, visibleAt }) => {
      const waiting = isHidden ? 'hidden' : 'delayed';
      return { body, state: visibleAt > now ? waiting : 'visible', receiveCount: receives, visibleAt };
    });
}

describe.each([
  ['a standard queue', false],
  ['a FIFO queue', true],
])('%s', (_, isFifo) => {
  it('does what a model does that scans all messages: order, states, counts, dead letters, expiry', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { queue, dlq } = createJobs(isFifo);
        const model = new Model(isFifo);
        let now = START;
        let handles: ReceivedMessage[] = [];
        for (const each of steps) {
          model.advance(now);
          run(each);
          expect(view(queue, now)).toEqual(modelView(model, 'queue', now));
          expect(view(dlq, now)).toEqual(modelView(model, 'dlq', now));
          const counts = queue.counts(now);
          const states = queue.messages(now).map(({ state }) => state);
          for (const state of ['visible', 'hidden', 'delayed'] as const) {
            expect(counts[state]).toBe(states.filter((other) => other === state).length);
          }
          const waits = queue.messages(now).flatMap(({ visibleAt }) => (visibleAt > now ? [visibleAt] : []));
          expect(queue.nextDue).toBe(waits.length === 0 ? undefined : Math.min(...waits));
        }

        function run(each: Step): void {
          if (each.type === 'wait') {
            now += each.seconds * SECOND;
            model.advance(now);
          } else if (each.type === 'send') {
            const body = String(model.messages.length);
            const delay = isFifo ? 0 : each.delay;
            const fifo = isFifo && { groupId: each.group, deduplicationId: body };
            queue.send({ body, delaySeconds: delay, ...fifo }, now);
            const visibleAt = now + delay * SECOND;
            const sent = { body, group: each.group, sentAt: now, visibleAt, receives: 0 };
            model.messages = [...model.messages, { ...sent, isHidden: false, place: 'queue' }];
          } else if (each.type === 'receive') {
            const received = queue.receive({ max: each.max, visibilityTimeout: each.timeout }, now);
            expect(received.map(({ body }) => body)).toEqual(model.receive(each.max, each.timeout, now));
            handles = [...received, ...handles.filter(({ body }) => !received.some((other) => other.body === body))];
          } else {
            const message = handles[each.index];
            const known = model.messages.find(({ body }) => body === message?.body);
            if (message === undefined || known === undefined || known.place !== 'queue') return;
            if (each.type === 'remove' && (!isFifo || known.isHidden)) {
              queue.remove(message.receiptHandle, now);
              model.update(known.body, { place: 'deleted' });
            } else if (each.type === 'change' && known.isHidden) {
              queue.changeVisibility(message.receiptHandle, each.timeout, now);
              model.update(known.body, { visibleAt: now + each.timeout * SECOND, isHidden: each.timeout > 0 });
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same after one long wait as after many short ones', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.array(fc.nat(30), { maxLength: 10 }), (steps, waits) => {
        const after = (isStepwise: boolean) => {
          const { queue, dlq } = createJobs(isFifo);
          let now = START;
          for (const [index, each] of steps.entries()) {
            if (each.type === 'wait') now += each.seconds * SECOND;
            if (each.type === 'receive') queue.receive({ max: each.max, visibilityTimeout: each.timeout }, now);
            if (each.type !== 'send') continue;
            queue.send(
              { body: String(index), ...(isFifo && { groupId: each.group, deduplicationId: `${index}` }) },
              now,
            );
          }
          for (const wait of waits) {
            now += wait * SECOND;
            if (isStepwise) queue.counts(now);
          }
          return { messages: view(queue, now), failed: view(dlq, now), next: queue.receive({ max: 10 }, now) };
        };
        expect(after(true)).toEqual(after(false));
      }),
    );
  });
});
