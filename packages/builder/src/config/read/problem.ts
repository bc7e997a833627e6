import type { PatternPath } from '../../events/patterns/pattern.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { KeyPath } from '../keys/keys.ts';

/** A position in a file. Lines and columns count from 1; both are 0 if only the file is known. */
export interface Location {
  /** The file as shown to the user: a relative path if the file is below the working directory. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error or a warning about the configuration. */
export interface Problem {
  readonly location: Location;
  /** What is wrong, with which value, and what would be right. */
  readonly message: string;
}

/** A problem with the values of one or more keys, whose locations are still to be found. */
export interface KeyProblem {
  /** The problem is shown at the first of these keys that is set in a file. */
  readonly keys: readonly KeyPath[];
  /** The part of the first key's structure that has the problem. */
  readonly within?: PatternPath;
  readonly message: string;
}

/** Formats a problem as `lambda.yaml:3:12: message`, which editors and terminals turn into a link. */
export function formatProblem({ location, message }: Problem): string {
  return `${formatLocation(location)}: ${message}`;
}

/** Formats a location as `lambda.yaml:3:12`. */
export function formatLocation({ file, line, column }: Location): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

/** The location of a problem with a file as a whole. */
export function wholeFile(file: string): Location {
  return { file, line: 0, column: 0 };
}

/** The configuration is invalid. Lists all problems, in the order of the files. */
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
