import type { Subject } from '../clients/program.ts';
import { type ConcurrentSample, invokeConcurrently } from './concurrent.ts';
import type { Figure, Samples, Series, Unit } from './figure.ts';
import { pick, type Rounds } from './rounds.ts';

const concurrencies = [1, 4, 16, 64, 256];

/** The cost and the throughput of concurrent invocations. */
export const scaleConcurrency: Figure = {
  name: 'scale-concurrency',
  about: 'throughput, processor time and memory at 1 to 256 concurrent invocations of a handler that waits for 5 ms',
  async measure(bench) {
    const levels: { x: number; rounds: Rounds<Subject, ConcurrentSample> }[] = [];
    for (const level of concurrencies) levels.push({ x: level, rounds: await invokeConcurrently(bench, level, 5) });
    const series = (
      name: string,
      title: string,
      unit: Unit,
      numberOf: (sample: ConcurrentSample) => number,
    ): Series => {
      const points = levels.map(({ x, rounds }): { x: number; samples: Samples } => ({
        x,
        samples: pick(rounds, numberOf),
      }));
      return { name, title, unit, x: { label: 'concurrent invocations', unit: '' }, points };
    };
    return {
      comparisons: [],
      series: [
        series('concurrency-throughput', 'Concurrent invocations: throughput', '/s', ({ throughput }) => throughput),
        series(
          'concurrency-cpu',
          'Concurrent invocations: processor time per invocation',
          'µs',
          ({ cpu }) => cpu * 1000,
        ),
        series('concurrency-memory', 'Concurrent invocations: memory', 'MB', ({ memory }) => memory),
      ],
    };
  },
};
