import type { AwsLambdaRic } from '../clients/aws-lambda-ric.ts';
import type { Installed, Subject } from '../clients/program.ts';

/** One of the things that are measured. */
export interface Figure {
  /** As the command line names it. */
  readonly name: string;
  /** A sentence on what it is. */
  readonly about: string;
  measure(bench: Bench): Promise<Results>;
}

/** What a figure measures with. */
export interface Bench {
  readonly installed: Installed;
  /** Undefined where it isn't installed. */
  readonly ric: AwsLambdaRic | undefined;
  /** The image to measure in, where one is given. */
  readonly image: string | undefined;
  /** The tarballs of @alr/context, @alr/writer and @alr/runtime. */
  readonly tarballs: readonly string[];
  /** Those that are installed, so that they can be measured. */
  readonly subjects: readonly Subject[];
  /** How many rounds to make, where so many are usual. */
  rounds(usual: number): number;
  /** How often to repeat what is repeated within a round, or how large to make it; less in a quick run. */
  amount(usual: number): number;
  /** Tells the user how far it has come. */
  progress(text: string): void;
}

/** What a figure has measured. */
export interface Results {
  /** Rows of the table. */
  readonly comparisons: readonly Comparison[];
  /** Plots. */
  readonly series: readonly Series[];
}

/** One row of the table: the same measured of all subjects, in the same rounds. */
export interface Comparison {
  readonly title: string;
  readonly unit: Unit;
  /** Whether the picture of all comparisons shows it; the table shows all. */
  readonly isPictured?: boolean;
  /** Whether it is the difference of two measurements: near zero, of which a ratio says nothing. */
  readonly isDifference?: boolean;
  readonly samples: Samples;
}

/** How something grows: a plot with a line for each subject. */
export interface Series {
  /** What its file is called. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly x: { readonly label: string; readonly unit: Unit };
  readonly points: readonly { readonly x: number; readonly samples: Samples }[];
}

/** What each subject came to, round by round: samples of the same index are of the same round. */
export type Samples = Readonly<Partial<Record<Subject, readonly number[]>>>;

/** Whether more of it is better, as of what is counted by the second. */
export function isRate(unit: Unit): boolean {
  return unit.endsWith('/s');
}

/** `/s` is events a second; an empty unit is a mere number. MB are 10^6 bytes. */
export type Unit = 's' | 'ms' | 'µs' | 'MB' | 'KB' | 'MB/s' | '/s' | '';
