import type { Subject } from '../clients/program.ts';
import type { Bench, Figure } from './figure.ts';
import { interleave, pick, type Rounds } from './rounds.ts';
import { Sessions } from './sessions.ts';

/** The result of one round of concurrent invocations. */
export interface ConcurrentSample {
  readonly cpu: number;
  readonly throughput: number;
  readonly memory: number;
}

/** Many invocations at once in one process. */
export const concurrent: Figure = {
  name: 'concurrent',
  about: '64 concurrent invocations (AWS_LAMBDA_MAX_CONCURRENCY) of a handler that waits for 5 ms',
  async measure(bench) {
    const rounds = await invokeConcurrently(bench, 64, 9);
    return {
      comparisons: [
        {
          title: '64 concurrent, processor time',
          unit: 'µs',
          isPictured: true,
          samples: pick(rounds, ({ cpu }) => cpu * 1000),
        },
        { title: '64 concurrent, memory', unit: 'MB', isPictured: true, samples: pick(rounds, ({ memory }) => memory) },
        {
          title: '64 concurrent, throughput',
          unit: '/s',
          isPictured: true,
          samples: pick(rounds, ({ throughput }) => throughput),
        },
      ],
      series: [],
    };
  },
};

/** Measures concurrent invocations of a handler that waits for 5 ms. */
export async function invokeConcurrently(
  bench: Bench,
  concurrency: number,
  usualRounds: number,
): Promise<Rounds<Subject, ConcurrentSample>> {
  // Keep the total wait per round constant: at a low concurrency, the wait takes most of the time.
  const invocations = bench.amount(Math.min(6000, 150 * concurrency));
  const order = { event: { kind: 'payload', bytes: 300 }, invocations, concurrency } as const;
  const settings = { AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency), AWS_LAMBDA_LOG_FORMAT: 'JSON' };
  await using sessions = await Sessions.open(bench, 'wait', order, settings);
  return await interleave(bench, bench.subjects, usualRounds, async (subject) => {
    const session = sessions.of(subject);
    const { cpu, throughput } = await session.run(order);
    return { cpu, throughput, memory: session.usage().memory };
  });
}
