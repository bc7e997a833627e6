import type { Figure, Series } from './figure.ts';
import { interleave, pick } from './rounds.ts';
import { Sessions } from './sessions.ts';

const sizes = [1, 4, 16, 64, 256, 1024, 6144];

/** How the cost of an invocation grows with its payload. */
export const scalePayload: Figure = {
  name: 'scale-payload',
  about: 'processor time of an echo of 1 KB to 6 MB',
  async measure(bench) {
    await using sessions = await Sessions.open(bench, 'echo', orderOf(1, bench.amount(3000)));
    const points: Series['points'][number][] = [];
    for (const kilobytes of sizes) {
      // A few tenths of a second at each size.
      const order = orderOf(kilobytes, bench.amount(Math.ceil(2000 / (1 + kilobytes / 8))));
      const rounds = await interleave(bench, bench.subjects, 7, (subject) => sessions.of(subject).run(order));
      points.push({ x: kilobytes, samples: pick(rounds, ({ cpu }) => cpu) });
    }
    const x = { label: 'event and response', unit: 'KB' } as const;
    const title = 'Echo: processor time per invocation';
    return { comparisons: [], series: [{ name: 'payload', title, unit: 'ms', x, points }] };
  },
};

function orderOf(kilobytes: number, invocations: number) {
  return { event: { kind: 'payload', bytes: kilobytes * 1024 }, invocations, concurrency: 1 } as const;
}
