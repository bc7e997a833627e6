import type { Figure, Series } from './figure.ts';
import { interleave, pick } from './rounds.ts';
import { Sessions } from './sessions.ts';

const recordCounts = [1, 10, 100, 1000, 10_000];

/** How the cost of a batch grows with the number of its records. */
export const scaleBatch: Figure = {
  name: 'scale-batch',
  about: 'processor time per record, in batches of 1 to 10,000 SQS messages dispatched by @alr/event',
  async measure(bench) {
    await using sessions = await Sessions.open(bench, 'sqs', orderOf(10, bench.amount(2000)));
    const points: Series['points'][number][] = [];
    for (const records of recordCounts) {
      // A few tenths of a second at each size.
      const order = orderOf(records, bench.amount(Math.ceil(1500 / (1 + records / 25))));
      const rounds = await interleave(bench, bench.subjects, 7, (subject) => sessions.of(subject).run(order));
      points.push({ x: records, samples: pick(rounds, ({ cpu }) => (cpu * 1000) / records) });
    }
    const x = { label: 'records in the batch', unit: '' } as const;
    const title = 'SQS batch: processor time per record (the others have no dispatch and loop over the records)';
    return { comparisons: [], series: [{ name: 'batch', title, unit: 'µs', x, points }] };
  },
};

function orderOf(records: number, invocations: number) {
  return { event: { kind: 'sqs', records }, invocations, concurrency: 1 } as const;
}
