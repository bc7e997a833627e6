import type { Figure } from './figure.ts';
import { interleave, pick } from './rounds.ts';
import { Sessions } from './sessions.ts';

const payload = { kind: 'payload', bytes: 300 } as const;

/** The cost of an invocation in a warm process. */
export const warm: Figure = {
  name: 'warm',
  about: 'an invocation of a warm process that echoes 300 bytes',
  async measure(bench) {
    const order = { event: payload, invocations: bench.amount(3000), concurrency: 1 };
    await using sessions = await Sessions.open(bench, 'echo', { ...order, invocations: bench.amount(6000) });
    const rounds = await interleave(bench, bench.subjects, 11, (subject) => sessions.of(subject).run(order));
    return {
      comparisons: [
        {
          title: 'Warm invocation, processor time',
          unit: 'µs',
          isPictured: true,
          samples: pick(rounds, ({ cpu }) => cpu * 1000),
        },
        {
          title: 'Warm invocations, one by one',
          unit: '/s',
          isPictured: true,
          samples: pick(rounds, ({ throughput }) => throughput),
        },
      ],
      series: [],
    };
  },
};
