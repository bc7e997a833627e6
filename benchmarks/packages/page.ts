import { formatNumber } from '../report/number.ts';
import { spreadOf } from '../report/statistics.ts';
import { markdown } from '../report/table.ts';
import { isWorthwhile, type Outcome } from './outcome.ts';

const NO_VALUE = '–';
const TEXT_COLUMNS = 3;
const head = ['package', 'what is called', 'in the snapshot', 'size', 'start without', 'start with', 'ratio'];

/** The page on popular packages. */
export function pageOf(outcomes: readonly Outcome[], machine: string): string {
  return `${[
    '# Instant start: popular packages',
    `Written by \`pnpm --filter @alr/benchmarks packages\`. For each package there is a [function](../benchmarks/functions/libraries)
that makes one call, without network or against a small server on the same machine. It is built by the scripts of the
image, and has to respond in the same way from its sources with \`node_modules\`, from the bundle with the compile cache,
and from the snapshot.`,
    `"Start" is the processor time from the start of the process to its first response, as a median: without the snapshot,
which means from the bundle with the compile cache, and with it. An image has a snapshot only if it makes the start at
least 10 % faster; "no gain" marks packages that, on their own, would not.`,
    `Measured on ${machine}.`,
    tableOf(outcomes),
    ...reasonsOf(outcomes),
    '[Instant start](../packages/builder/docs/instant-start.md) · [Performance](performance.md)',
  ].join('\n\n')}\n`;
}

/** The outcomes as a Markdown table. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => [
    titleOf(outcome),
    outcome.entry.call,
    verdictOf(outcome),
    outcome.bytes === undefined ? NO_VALUE : `${formatNumber(outcome.bytes / 1e6)} MB`,
    ...timesOf(outcome),
  ]);
  return markdown(head, rows, TEXT_COLUMNS);
}

function titleOf({ entry, versions }: Outcome): string {
  return entry.packages.map((name, index) => `${name} ${versions[index]}`).join(', ');
}

function verdictOf(outcome: Outcome): string {
  if (outcome.failures.length > 0) return '**fails**';
  if (outcome.bytes === undefined) return 'no';
  const part = outcome.reasons.length === 0 ? 'yes' : 'in part';
  return isWorthwhile(outcome) ? part : `${part}, no gain`;
}

function timesOf({ bytes, rounds }: Outcome): readonly string[] {
  if (rounds.length === 0) return [NO_VALUE, NO_VALUE, NO_VALUE];
  const median = (numbers: readonly number[]) => spreadOf(numbers).median;
  const without = `${formatNumber(median(rounds.map((round) => round.without.cpu)))} ms`;
  if (bytes === undefined) return [without, NO_VALUE, NO_VALUE];
  const ratio = median(rounds.map((round) => round.with.cpu / round.without.cpu));
  return [without, `${formatNumber(median(rounds.map((round) => round.with.cpu)))} ms`, ratio.toFixed(2)];
}

function reasonsOf(outcomes: readonly Outcome[]): readonly string[] {
  const lines = outcomes.flatMap(({ entry, reasons, failures }) =>
    [...failures, ...reasons].map((reason) => `- ${entry.packages[0]}: ${reason}`),
  );
  return lines.length === 0 ? [] : ['## What is not in a snapshot, and why', lines.join('\n')];
}
