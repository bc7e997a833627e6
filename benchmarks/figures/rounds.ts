import type { Subject } from '../clients/program.ts';
import type { Bench, Samples } from './figure.ts';

/** The samples of each participant, round by round. */
export type Rounds<Participant extends string, Sample> = Readonly<Record<Participant, readonly Sample[]>>;

/**
 * Measures the participants in turn, round after round, so that anything that slows the machine down for a while affects
 * all of them. Each round begins with a different participant, so that none always runs after the same other one.
 */
export async function interleave<Participant extends string, Sample>(
  bench: Pick<Bench, 'rounds' | 'progress'>,
  participants: readonly Participant[],
  usualRounds: number,
  measure: (participant: Participant) => Promise<Sample>,
): Promise<Rounds<Participant, Sample>> {
  const samples = Object.fromEntries(participants.map((name) => [name, [] as Sample[]])) as Record<
    Participant,
    Sample[]
  >;
  const rounds = bench.rounds(usualRounds);
  for (let round = 0; round < rounds; round++) {
    bench.progress(`round ${round + 1} of ${rounds}`);
    for (let i = 0; i < participants.length; i++) {
      const participant = participants[(round + i) % participants.length] as Participant;
      samples[participant].push(await measure(participant));
    }
  }
  return samples;
}

/** Extracts one number from each sample. */
export function pick<Sample>(rounds: Partial<Rounds<Subject, Sample>>, numberOf: (sample: Sample) => number): Samples {
  const entries = Object.entries(rounds) as [Subject, readonly Sample[]][];
  return Object.fromEntries(entries.map(([subject, samples]) => [subject, samples.map(numberOf)]));
}
