import { parseArgs } from 'node:util';
import type { Figure } from './figures/figure.ts';

/** What the command line asks for. */
export interface Options {
  /** All of them where none is named. */
  readonly figures: readonly Figure[];
  /** A minute instead of many: fewer rounds of less. The results in the repository stay as they are. */
  readonly quick: boolean;
  /** In place of each figure's usual number. */
  readonly rounds: number | undefined;
  /** Print the samples as JSON instead of the table. */
  readonly json: boolean;
  /** The tag of a function's image, in which to measure too. */
  readonly image: string | undefined;
  readonly help: boolean;
}

/** The command line doesn't say what to do. */
export class UsageError extends Error {
  override get name(): string {
    return 'UsageError';
  }
}

/** Reads the command line. @throws {UsageError} */
export function parseOptions(args: readonly string[], figures: readonly Figure[]): Options {
  const { values, positionals } = parse(args);
  const known = new Map(figures.map((figure) => [figure.name, figure]));
  const named = positionals.map((name) => {
    const figure = known.get(name);
    if (figure === undefined)
      throw new UsageError(`there is no figure '${name}'; there are: ${[...known.keys()].join(', ')}`);
    return figure;
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new UsageError(`--rounds takes a whole number above 0, not '${values.rounds}'`);
  }
  const { quick, json, image, help } = values;
  return { figures: named.length > 0 ? named : figures, quick, rounds, json, image, help };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: flag,
        json: flag,
        help: { ...flag, short: 'h' },
        rounds: { type: 'string' },
        image: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** What `--help` prints. */
export function usage(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  return [
    'Measures @alr/runtime beside aws-lambda-ric and beside a raw socket, and writes benchmarks/results.',
    '',
    'Usage: pnpm bench [figure ...] [--quick] [--rounds N] [--image TAG] [--json]',
    '',
    '  --quick     fewer rounds of less; benchmarks/results stays as it is',
    '  --rounds N  so many rounds of each figure',
    '  --image TAG measure cold starts in this image too, which `alr-builder image` has made',
    '  --json      print the samples as JSON, on one line',
    '',
    'Figures (all of them where none is named):',
    ...figures.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    '',
  ].join('\n');
}
