import type { Figure } from './figure.ts';
import { interleave, pick } from './rounds.ts';
import { Sessions } from './sessions.ts';

/** The largest event that Lambda sends, and a response of the same size. */
export const largePayload: Figure = {
  name: 'large-payload',
  about: 'an invocation that echoes 6 MB, the largest payload that Lambda accepts',
  async measure(bench) {
    const order = {
      event: { kind: 'payload', bytes: 6 * 1024 * 1024 },
      invocations: bench.amount(10),
      concurrency: 1,
    } as const;
    await using sessions = await Sessions.open(bench, 'echo', order);
    const rounds = await interleave(bench, bench.subjects, 9, (subject) => sessions.of(subject).run(order));
    return {
      comparisons: [
        {
          title: 'Echo of 6 MB, processor time',
          unit: 'ms',
          isPictured: true,
          samples: pick(rounds, ({ cpu }) => cpu),
        },
      ],
      series: [],
    };
  },
};
