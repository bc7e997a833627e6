import { parseArgs } from 'node:util';
import type { Figure } from './figures/figure.ts';

/** The parsed command line. */
export interface Options {
  /** The figures to measure; all of them by default, but only the fast ones in a quick run. */
  readonly figures: readonly Figure[];
  /** Takes a minute instead of many: fewer and smaller rounds. Leaves the results in the repository unchanged. */
  readonly quick: boolean;
  /** Measures memory after as many invocations as are promised, which takes half an hour. */
  readonly full: boolean;
  /** Overrides each figure's default number of rounds. */
  readonly rounds: number | undefined;
  /** Prints the samples as JSON instead of the table. */
  readonly json: boolean;
  /** The tag of a function's image to measure as well. */
  readonly image: string | undefined;
  readonly help: boolean;
}

/** The command line is invalid. */
export class UsageError extends Error {
  override get name(): string {
    return 'UsageError';
  }
}

/**
 * Parses the command line.
 * @throws {UsageError} an argument or option is unknown or invalid
 */
export function parseOptions(args: readonly string[], figures: readonly Figure[]): Options {
  const { values, positionals } = parse(args);
  const known = new Map(figures.map((figure) => [figure.name, figure]));
  const named = positionals.map((name) => {
    const figure = known.get(name);
    if (figure === undefined)
      throw new UsageError(`unknown figure '${name}'; choose from: ${[...known.keys()].join(', ')}`);
    return figure;
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new UsageError(`--rounds takes a whole number above 0, not '${values.rounds}'`);
  }
  const { quick, full, json, image, help } = values;
  if (quick && full) throw new UsageError('--quick and --full exclude each other');
  const usual = quick ? figures.filter(({ takesMinutes }) => !takesMinutes) : figures;
  return { figures: named.length > 0 ? named : usual, quick, full, rounds, json, image, help };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: flag,
        full: flag,
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
    'Compares @alr/runtime with aws-lambda-ric and with a raw socket, and writes benchmarks/results.',
    '',
    'Usage: pnpm bench [figure ...] [--quick | --full] [--rounds N] [--image TAG] [--json]',
    '',
    '  --quick     fewer and smaller rounds; leaves benchmarks/results unchanged',
    '  --full      the memory of the emulator after 100,000 invocations instead of 20,000',
    '  --rounds N  the number of rounds of each figure',
    '  --image TAG also measure cold starts in this image, built by `alr-builder image`',
    '  --json      print the samples as JSON, on one line',
    '',
    'Figures (default: all, or with --quick those that take seconds):',
    ...figures.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    '',
  ].join('\n');
}
