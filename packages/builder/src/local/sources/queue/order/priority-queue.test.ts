import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriorityQueue, type QueueEntry } from './priority-queue.ts';

interface Item {
  readonly key: number;
}

/** Adds an item with this key, or removes the item that is so far behind the first one, wrapping around. */
type Step = { readonly add: number } | { readonly remove: number };

const steps = (keys: fc.Arbitrary<number>) =>
  fc.array<Step>(fc.oneof(fc.record({ add: keys }), fc.record({ remove: fc.nat({ max: 500 }) })), { maxLength: 500 });

function check(program: readonly Step[]): void {
  const queue = new PriorityQueue<Item>((a, b) => a.key < b.key);
  let model: { readonly item: Item; readonly entry: QueueEntry<Item> }[] = [];
  for (const step of program) {
    if ('add' in step) {
      const item = { key: step.add };
      model = [...model, { item, entry: queue.add(item) }].sort((a, b) => a.item.key - b.item.key);
    } else if (model.length > 0) {
      const [removed] = model.splice(step.remove % model.length, 1);
      if (removed !== undefined) queue.remove(removed.entry);
    }
    expect(queue.first?.key).toBe(model[0]?.item.key);
  }
}

describe('a priority queue', () => {
  it('has the item first that comes before all others, whatever the order in which they come and go', () => {
    fc.assert(fc.property(steps(fc.nat({ max: 100 })), check));
  });

  it('has it first if most come in order', () => {
    const inOrder = (step: Step, index: number): Step =>
      'add' in step ? { add: index - (step.add < 20 ? step.add : 0) } : step;
    fc.assert(fc.property(steps(fc.nat({ max: 100 })), (program) => check(program.map(inOrder))));
  });

  it('has it first if those in the middle of many go', () => {
    const queue = new PriorityQueue<Item>((a, b) => a.key < b.key);
    const entries = Array.from({ length: 1000 }, (_, key) => queue.add({ key }));
    for (const entry of entries.slice(1, 999)) queue.remove(entry);
    expect(queue.first).toEqual({ key: 0 });
    queue.add({ key: 500 });
    for (const entry of entries.slice(0, 1)) queue.remove(entry);
    expect(queue.first).toEqual({ key: 500 });
  });
});
