import { programOf, type Subject } from '../clients/program.ts';
import type { EventKind } from '../server/event.ts';
import { ServerProcess } from '../server/server-process.ts';
import type { Bench, Comparison, Figure } from './figure.ts';
import { interleave, pick } from './rounds.ts';
import { respondOnce } from './start-once.ts';

/** The time from the spawn of the process to its first response. */
export const firstResponse: Figure = {
  name: 'first-response',
  about: 'from the spawn of the process to its first response: with one log line, or one dispatched SQS record',
  async measure(bench) {
    return {
      comparisons: [
        ...(await firstResponses(bench, 'Cold start to the first response, one log line', {
          event: { kind: 'payload', bytes: 300 },
          handlers: { limit: 'echo', alr: 'log', ric: 'log' },
        })),
        ...(await firstResponses(bench, 'Cold start to the first response, one SQS record', {
          event: { kind: 'sqs', records: 1 },
          // The others have no dispatch, so they run a plain handler.
          handlers: { limit: 'echo', alr: 'sqs', ric: 'echo' },
        })),
      ],
      series: [],
    };
  },
};

interface Scenario {
  readonly event: EventKind;
  readonly handlers: Readonly<Record<Subject, string>>;
}

async function firstResponses(bench: Bench, title: string, { event, handlers }: Scenario): Promise<Comparison[]> {
  await using server = await ServerProcess.start();
  const rounds = await interleave(bench, bench.subjects, 25, (subject) =>
    respondOnce(server, programOf(bench.installed, subject, handlers[subject]), event),
  );
  return [
    { title, unit: 'ms', isPictured: true, samples: pick(rounds, ({ wall }) => wall) },
    { title: `${title}: processor time`, unit: 'ms', samples: pick(rounds, ({ cpu }) => cpu) },
  ];
}
