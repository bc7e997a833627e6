import { programOf } from '../clients/program.ts';
import { Session } from '../clients/session.ts';
import type { Figure } from './figure.ts';
import { interleave, pick } from './rounds.ts';

/** Whether the memory of a process grows. */
export const memory: Figure = {
  name: 'memory',
  about: 'the memory of a process after 100,000 invocations, and its growth during the last 50,000',
  async measure(bench) {
    const half = bench.amount(50_000);
    const order = { event: { kind: 'payload', bytes: 300 }, invocations: half, concurrency: 1 } as const;
    const rounds = await interleave(bench, bench.subjects, 3, async (subject) => {
      await using session = await Session.open(programOf(bench.installed, subject, 'echo'));
      await session.run(order);
      const halfway = session.usage().memory;
      await session.run(order);
      const { memory } = session.usage();
      return { memory, growth: memory - halfway };
    });
    const count = (half * 2).toLocaleString('en');
    return {
      comparisons: [
        {
          title: `Memory after ${count} invocations`,
          unit: 'MB',
          isPictured: true,
          samples: pick(rounds, ({ memory }) => memory),
        },
        {
          title: 'Memory, growth during the last half',
          unit: 'MB',
          isDifference: true,
          samples: pick(rounds, ({ growth }) => growth),
        },
      ],
      series: [],
    };
  },
};
