import type { Bench, Comparison, Figure } from './figure.ts';
import { interleave, pick } from './rounds.ts';
import { Sessions } from './sessions.ts';

const short = { event: { kind: 'stream', bytes: 65_536 }, invocations: 20, concurrency: 1 } as const;

/** The throughput of a streamed response, and the delay of its first byte. */
export const stream: Figure = {
  name: 'stream',
  about: 'a streamed response of 100 MB, and the time until the first byte of a stream is sent',
  async measure(bench) {
    return { comparisons: [await throughput(bench), ...(await firstByte(bench))], series: [] };
  },
};

async function throughput(bench: Bench): Promise<Comparison> {
  const megabytes = bench.amount(100);
  const order = { event: { kind: 'stream', bytes: megabytes * 1e6 }, invocations: 1, concurrency: 1 } as const;
  await using sessions = await Sessions.open(bench, 'stream', short);
  const rounds = await interleave(bench, bench.subjects, 9, (subject) => sessions.of(subject).run(order));
  return {
    title: `Stream of ${megabytes} MB`,
    unit: 'MB/s',
    isPictured: true,
    samples: pick(rounds, ({ report }) => megabytes / ((report.endedAt - report.beganAt) / 1000)),
  };
}

/** The handler sends the time as its first chunk, waits for 20 ms, and sends the time again. */
async function firstByte(bench: Bench): Promise<Comparison[]> {
  await using sessions = await Sessions.open(bench, 'first-byte', short);
  const order = { ...short, invocations: 1 };
  const rounds = await interleave(bench, bench.subjects, 15, async (subject) => {
    const { report } = await sessions.of(subject).run(order);
    const [firstWrite = Number.NaN, secondWrite = Number.NaN] = report.response.split(' ').map(Number);
    return { delay: report.responseBeganAt - firstWrite, lead: secondWrite - report.responseBeganAt };
  });
  return [
    {
      title: 'Stream, from the first write to its first byte',
      unit: 'ms',
      samples: pick(rounds, ({ delay }) => delay),
    },
    {
      title: 'Stream, first byte before a second write after 20 ms',
      unit: 'ms',
      samples: pick(rounds, ({ lead }) => lead),
    },
  ];
}
