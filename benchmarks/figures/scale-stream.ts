import { programOf } from '../clients/program.ts';
import { Session } from '../clients/session.ts';
import type { Figure, Series } from './figure.ts';
import { interleave, pick } from './rounds.ts';

const sizes = [1, 10, 50, 100, 200];

/** Whether the memory that a stream needs grows with its length. */
export const scaleStream: Figure = {
  name: 'scale-stream',
  about: 'the peak memory of a process after one stream of 1 to 200 MB',
  async measure(bench) {
    const points: Series['points'][number][] = [];
    for (const megabytes of sizes) {
      const order = { event: { kind: 'stream', bytes: megabytes * 1e6 }, invocations: 1, concurrency: 1 } as const;
      const rounds = await interleave(bench, bench.subjects, 5, async (subject) => {
        await using session = await Session.open(programOf(bench.installed, subject, 'stream'));
        await session.run(order);
        return session.usage();
      });
      points.push({ x: megabytes, samples: pick(rounds, ({ peakMemory }) => peakMemory) });
    }
    const x = { label: 'length of the stream', unit: 'MB' } as const;
    const title = 'Stream: peak memory of the process';
    return { comparisons: [], series: [{ name: 'stream', title, unit: 'MB', x, points }] };
  },
};
