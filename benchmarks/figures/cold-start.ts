import { type Program, programOf, type Subject } from '../clients/program.ts';
import { ServerProcess } from '../server/server-process.ts';
import type { Bench, Comparison, Figure } from './figure.ts';
import { interleave, pick } from './rounds.ts';
import { type Start, startOnce } from './start-once.ts';

/** Other forms of a function for `@alr/runtime`, each started in the same rounds. */
const otherForms = { 'class in CommonJS': 'echo-common', 'plain function': 'echo-function' } as const;
type OtherForm = keyof typeof otherForms;

/** The time from the spawn of the process until it requests its first event. */
export const coldStart: Figure = {
  name: 'cold-start',
  about: 'from the spawn of the process to the arrival of its first GET /next',
  async measure(bench) {
    await using server = await ServerProcess.start();
    const forms = Object.keys(otherForms) as OtherForm[];
    const rounds = await interleave(bench, [...bench.subjects, ...forms], 25, (participant) =>
      startOnce(server, programFor(bench, participant)),
    );
    const { limit, alr, ric, ...others } = rounds;
    const base = { limit, alr, ...(ric && { ric }) };
    const variants = (Object.entries(others) as [OtherForm, readonly Start[]][]).map(
      ([form, starts]): Comparison => ({
        title: `Cold start, ${form}`,
        unit: 'ms',
        samples: pick({ ...base, alr: starts }, ({ wall }) => wall),
      }),
    );
    return {
      comparisons: [
        {
          title: 'Cold start to the first `/next`',
          unit: 'ms',
          isPictured: true,
          samples: pick(base, ({ wall }) => wall),
        },
        { title: 'Cold start, processor time', unit: 'ms', samples: pick(base, ({ cpu }) => cpu) },
        { title: 'Cold start, memory', unit: 'MB', samples: pick(base, ({ memory }) => memory) },
        ...variants,
      ],
      series: [],
    };
  },
};

function programFor({ installed }: Bench, participant: Subject | OtherForm): Program {
  return participant in otherForms
    ? programOf(installed, 'alr', otherForms[participant as OtherForm])
    : programOf(installed, participant as Subject, 'echo');
}
