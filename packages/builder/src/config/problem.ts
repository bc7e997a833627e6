import { ExpectedError } from '../terminal/expected-error.ts';

/** Where something is written: line and column count from 1; 0 where only the file is known. */
export interface Place {
  /** As the user knows it: relative to the working directory where it is below it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong, or odd, in the configuration. */
export interface Problem {
  readonly place: Place;
  /** What is wrong, with which value, and what would be right. */
  readonly message: string;
}

/** `lambda.yaml:3:12: message`, which editors and terminals make a link of. */
export function formatProblem({ place, message }: Problem): string {
  return `${formatPlace(place)}: ${message}`;
}

/** `lambda.yaml:3:12`. */
export function formatPlace({ file, line, column }: Place): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

/** The configuration can't be used: all that is wrong with it, in the order of the file. */
export class ConfigurationError extends ExpectedError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const [first, ...others] = problems.map(formatProblem);
    super(others.length === 0 ? first : `the configuration is not valid\n  ${[first, ...others].join('\n  ')}`);
    this.problems = problems;
  }

  override get name(): string {
    return 'ConfigurationError';
  }
}
