import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { now } from '../clock.ts';
import { createProject, type EmulatedProject, Emulator, type EmulatorEvent } from '../local/emulator.ts';
import { BATCH, invoke, rateOf, sendInBatches, sendRaw, sendSingly, sqsClient } from '../local/workload.ts';
import type { Bench, Contrast, Figure } from './figure.ts';
import { interleave } from './rounds.ts';

/** The ways to start the emulator: without the sources of events, with them in memory, and in files. */
const variants = {
  none: ['--source', 'none', '--data', 'memory'],
  memory: ['--data', 'memory'],
  files: [],
} as const;
type Variant = keyof typeof variants;

const variantLabels = { memory: 'in memory', files: 'in .alr/local' } as const;
const variantNames = Object.keys(variants) as Variant[];
const MAX_MESSAGES = 10_000;
const DELAY_SECONDS = 900;

/** What is measured of one emulator. Undefined if it has no queue. */
interface Sample {
  readonly start: number;
  readonly idleMemory: number;
  readonly plain: number;
  readonly memory: number;
  readonly queue?: QueueSample;
}

interface QueueSample {
  readonly singly: number;
  readonly inBatches: number;
  readonly raw: number;
  readonly latencies: readonly number[];
  /** Milliseconds for each batch of ten messages that is processed. */
  readonly batch: number;
}

/** Event sources on this machine: `alr-builder local`, with and without its queue. */
export const local: Figure = {
  name: 'local',
  about: 'alr-builder local: its start, SQS, the delivery of messages, and memory',
  async measure(bench) {
    await using project = await createProject(bench.installed.alr);
    const rounds = await interleave(bench, variantNames, 5, (variant) => measureOnce(bench, project, variant));
    return { comparisons: [], series: [], contrasts: contrastsOf(rounds, bench) };
  },
};

async function measureOnce(bench: Bench, project: EmulatedProject, variant: Variant): Promise<Sample> {
  await project.empty();
  await using emulator = await Emulator.start(project, variants[variant]);
  await timePerInvocation(emulator, 50);
  const idleMemory = emulator.usage().memory;
  const plain = await timePerInvocation(emulator, bench.amount(1000));
  const queue = variant === 'none' ? undefined : await measureQueue(emulator, bench);
  await timePerInvocation(emulator, invocationsIn(bench));
  const { memory } = emulator.usage();
  return { start: emulator.startMs, idleMemory, plain, memory, ...(queue && { queue }) };
}

/** After how many invocations memory is measured. */
function invocationsIn({ isFull, amount }: Bench): number {
  return isFull ? 100_000 : amount(20_000);
}

/** Milliseconds for each invocation by a client, of which some always wait. */
async function timePerInvocation(emulator: Emulator, count: number): Promise<number> {
  // Their ends are reported later than the responses, and must not count as those of what is measured next.
  const ended = emulator.collect('end', count);
  const rate = await rateOf(count, () => invoke(emulator));
  await ended;
  return 1000 / rate;
}

async function measureQueue(emulator: Emulator, bench: Bench): Promise<QueueSample> {
  const client = sqsClient(emulator.url);
  const { QueueUrl: unread = '' } = await client.send(new CreateQueueCommand({ QueueName: 'unread' }));
  const jobs = unread.replace('unread', 'jobs');
  const [few, many] = [bench.amount(2000), Math.ceil(bench.amount(MAX_MESSAGES) / BATCH) * BATCH];
  const singly = await sendSingly(client, unread, few);
  const inBatches = await sendInBatches(client, unread, many);
  const raw = await sendRaw(emulator, unread, many);
  const latencies: number[] = [];
  for (let index = 0; index < bench.amount(500); index++) {
    const ended = emulator.collect('end', 1);
    await client.send(new SendMessageCommand({ QueueUrl: jobs, MessageBody: `sent ${now()}` }));
    latencies.push(...latenciesIn(await ended));
  }
  const ended = emulator.collect('end', many / BATCH);
  // All of them become visible at once, so that sending them does not take time from the batches.
  await sendRaw(emulator, jobs, many, DELAY_SECONDS);
  await emulator.skip(`${DELAY_SECONDS}s`);
  const events = await ended;
  client.destroy();
  return { singly, inBatches, raw, latencies, batch: durationOf(events) / (many / BATCH) };
}

function latenciesIn(events: readonly EmulatorEvent[]): number[] {
  return events.flatMap(({ line = '' }) => {
    const match = /latency ([\d.]+)/.exec(line);
    return match === null ? [] : [Number(match[1])];
  });
}

/** From the first invocation that starts to the last one that ends, in milliseconds. */
function durationOf(events: readonly EmulatorEvent[]): number {
  const times = events.filter(({ type }) => type === 'start' || type === 'end').map(({ time }) => Date.parse(time));
  return Math.max(...times) - Math.min(...times);
}

function contrastsOf(rounds: Readonly<Record<Variant, readonly Sample[]>>, bench: Bench): Contrast[] {
  const count = invocationsIn(bench).toLocaleString('en');
  const compared = [
    ['Start until it listens', 'ms', ({ start }: Sample) => start],
    ['Memory when idle', 'MB', ({ idleMemory }: Sample) => idleMemory],
    [`Memory after ${count} invocations`, 'MB', ({ memory }: Sample) => memory],
    ['Invocation by a client', 'ms', ({ plain }: Sample) => plain],
  ] as const;
  const others = [
    ['Messages sent one by one with the SDK', '/s', ({ singly }: QueueSample) => singly],
    ['Messages sent in batches with the SDK', '/s', ({ inBatches }: QueueSample) => inBatches],
    ['Messages sent in batches by a raw client', '/s', ({ raw }: QueueSample) => raw],
    ['From sending to the handler, median', 'ms', ({ latencies }: QueueSample) => quantile(latencies, 0.5)],
    ['From sending to the handler, 99 of 100', 'ms', ({ latencies }: QueueSample) => quantile(latencies, 0.99)],
  ] as const;
  return (['memory', 'files'] as const).flatMap((name): Contrast[] => {
    const samples = rounds[name];
    const queues = samples.flatMap(({ queue }) => queue ?? []);
    const variant = variantLabels[name];
    const invocations = { label: 'an invocation by a client', samples: samples.map(({ plain }) => plain) };
    return [
      ...compared.map(([title, unit, numberOf]) => ({
        ...{ title, variant, unit, samples: samples.map(numberOf) },
        reference: { label: '--source none', samples: rounds.none.map(numberOf) },
      })),
      {
        ...{ title: 'Batch of ten messages', variant, unit: 'ms' as const, samples: queues.map(({ batch }) => batch) },
        reference: invocations,
      },
      ...others.map(([title, unit, numberOf]) => ({ title, variant, unit, samples: queues.map(numberOf) })),
    ];
  });
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
