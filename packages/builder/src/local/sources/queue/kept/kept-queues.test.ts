import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createQueues } from '../../../../../test/queues.ts';
import { type LocalData, openData } from '../../../data/local-data.ts';
import type { ReceivedMessage } from '../message/received-message.ts';
import type { Queue } from '../queue.ts';
import { QueueError } from '../queue-error.ts';
import type { Queues } from '../queues.ts';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1000;

const name = fc.constantFrom('jobs', 'jobs-dlq');
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('send' as const),
      name,
      group: fc.constantFrom('a', 'b'),
      id: fc.nat(8),
      delay: fc.nat(5),
      length: fc.constantFrom(1, 1, 1, 9000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('receive' as const),
      name,
      max: fc.integer({ min: 1, max: 10 }),
      timeout: fc.nat(20),
      attempt: fc.constantFrom(undefined, 'x', 'y'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('remove' as const), name, index: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('change' as const), name, index: fc.nat(5), timeout: fc.nat(20) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait' as const), seconds: fc.nat(60) }) },
  fc.record({
    type: fc.constant('move' as const),
    perSecond: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  }),
  fc.record({ type: fc.constant('configure' as const), name, VisibilityTimeout: fc.nat(40).map(String) }),
  fc.record({ type: fc.constant('tag' as const), name, value: fc.string({ maxLength: 5 }) }),
  fc.record({ type: fc.constant('purge' as const), name }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant('commit' as const) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
);
type Step = (typeof step)['generate'] extends (...args: never[]) => { readonly value: infer Value } ? Value : never;

/** Queues that do steps. Two that have done the same steps have the same state, however they came to it. */
class Run {
  readonly queues: Queues;
  readonly #suffix: string;
  readonly #received: Record<string, ReceivedMessage[]> = { jobs: [], 'jobs-dlq': [] };
  now = START;
  #ids = 0;

  constructor(isFifo: boolean, data?: LocalData, earlier?: Run) {
    this.#suffix = isFifo ? '.fifo' : '';
    this.#ids = earlier === undefined ? 0 : earlier.#ids;
    this.now = earlier?.now ?? START;
    if (earlier !== undefined) this.#received = structuredClone(earlier.#received);
    this.queues = createQueues({ newId: () => `id-${++this.#ids}`, journal: data?.journal });
    if (this.queues.all.length > 0) return;
    const fifo = isFifo ? { FifoQueue: 'true' } : {};
    const { arn: deadLetterTargetArn } = this.queues.create(`jobs-dlq${this.#suffix}`, fifo);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    this.queues.create(`jobs${this.#suffix}`, { ...fifo, RedrivePolicy, MessageRetentionPeriod: '300' });
  }

  /** Does a step, and returns what a client gets. */
  do(each: Step): unknown {
    this.queues.advance(this.now);
    try {
      return this.#do(each);
    } catch (error) {
      if (error instanceof QueueError) return error.code;
      throw error;
    }
  }

  /** All that there is. Sequence numbers and orders can have gaps after a restart. */
  get state(): unknown {
    this.queues.advance(this.now);
    return this.queues.all.map((queue) => ({
      name: queue.name,
      messages: queue.messages(this.now),
      stored: { ...queue.stored, nextOrder: undefined },
      nextDue: queue.nextDue,
      tasks: this.queues.moveTasks(queue.arn).map(({ stored }) => stored),
    }));
  }

  #queue(each: string): Queue {
    const queue = this.queues.find(`${each}${this.#suffix}`);
    if (queue === undefined) throw new Error(`no queue ${each}`);
    return queue;
  }

  #do(each: Step): unknown {
    const { now } = this;
    switch (each.type) {
      case 'send': {
        const { group, id, delay, length } = each;
        const body = `${id}`.repeat(length);
        const ids = this.#suffix === '' ? { delaySeconds: delay } : { groupId: group, deduplicationId: `d${id}` };
        const attributes = { bytes: { DataType: 'Binary', BinaryValue: Buffer.of(id) } };
        const { sequenceNumber: _, ...sent } = this.#queue(each.name).send({ body, attributes, ...ids }, now);
        return sent;
      }
      case 'receive': {
        const { max, timeout: visibilityTimeout } = each;
        const attemptId = this.#suffix === '' ? undefined : each.attempt;
        const messages = this.#queue(each.name).receive({ max, visibilityTimeout, attemptId }, now);
        this.#received[each.name]?.unshift(...messages);
        return messages.map(({ systemAttributes: { SequenceNumber: _, ...others }, ...message }) => [message, others]);
      }
      case 'remove':
        return this.#queue(each.name).remove(this.#handle(each), now);
      case 'change':
        return this.#queue(each.name).changeVisibility(this.#handle(each), each.timeout, now);
      case 'wait':
        this.now += each.seconds * SECOND;
        return undefined;
      case 'move':
        return this.queues.startMoveTask({ sourceArn: this.#queue('jobs-dlq').arn, maxPerSecond: each.perSecond }, now)
          .stored;
      case 'configure':
        return this.#queue(each.name).configure({ VisibilityTimeout: each.VisibilityTimeout });
      case 'tag':
        return this.#queue(each.name).notes.addTags({ tag: each.value });
      case 'purge':
        return this.#queue(each.name).purge(now);
      case 'commit':
      case 'crash':
        return undefined;
    }
  }

  #handle({ name: queue, index }: { readonly name: string; readonly index: number }): string {
    return this.#received[queue]?.[index]?.receiptHandle ?? 'none';
  }
}

const root = mkdtempSync(join(tmpdir(), 'alr-queues-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

/** The files as they are now: those of a process that is killed. */
function crash({ folder }: LocalData): LocalData {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return opened(copy);
}

function newFolder(): string {
  return join(root, String(folders++));
}

function opened(folder: string): LocalData {
  const data = openData({ folder, reset: false, warn: (message) => expect.unreachable(message) });
  if (data === undefined) throw new Error('not opened');
  return data;
}

describe('queues whose state is kept', () => {
  it.each([
    ['standard', false],
    ['FIFO', true],
  ])('have after a crash what was committed, and go on as if nothing had happened: %s', (_, isFifo) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
        let data = opened(newFolder());
        let run = new Run(isFifo, data);
        data.journal.commit();
        // What a client knows: the steps that were committed, and those since then.
        let committed: readonly Step[] = [];
        let pending: readonly Step[] = [];
        let shadow = new Run(isFifo);
        for (const each of steps) {
          expect(run.do(each)).toEqual(shadow.do(each));
          pending = [...pending, each];
          if (each.type === 'commit') {
            data.journal.commit();
            committed = [...committed, ...pending];
            pending = [];
          } else if (each.type === 'crash') {
            shadow = new Run(isFifo);
            for (const earlier of committed) shadow.do(earlier);
            pending = [];
            const before = data;
            data = crash(before);
            before.close();
            run = new Run(isFifo, data, shadow);
            expect(run.state).toEqual(shadow.state);
          }
        }
        data.close();
      }),
      { numRuns: 30 },
    );
  });
});
