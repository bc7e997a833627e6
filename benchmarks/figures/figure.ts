import type { AwsLambdaRic } from '../clients/aws-lambda-ric.ts';
import type { Installed, Subject } from '../clients/program.ts';

/** One measurement of the benchmark. */
export interface Figure {
  /** The name on the command line. */
  readonly name: string;
  /** What it measures, for `--help`. */
  readonly about: string;
  /** Whether it takes minutes even in a quick run, which then has it only if it is named. */
  readonly takesMinutes?: boolean;
  measure(bench: Bench): Promise<Results>;
}

/** The tools and settings that a figure measures with. */
export interface Bench {
  readonly installed: Installed;
  /** Undefined if it is not installed. */
  readonly ric: AwsLambdaRic | undefined;
  /** The image to measure in, if one is given. */
  readonly image: string | undefined;
  /** The tarball of each package, by name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** The subjects that are installed. */
  readonly subjects: readonly Subject[];
  /** The number of rounds, given the usual number. */
  rounds(usual: number): number;
  /** How often to repeat something within a round, or how large to make it; less in a quick run. */
  amount(usual: number): number;
  /** Whether the run may take an hour. */
  readonly isFull: boolean;
  /** Reports progress to the user. */
  progress(text: string): void;
}

/** The results of a figure. */
export interface Results {
  /** Rows of the table. */
  readonly comparisons: readonly Comparison[];
  /** Plots with lines. */
  readonly series: readonly Series[];
  /** Plots with bars. */
  readonly bars?: readonly Bars[];
  /** Rows of the table about the emulator. */
  readonly contrasts?: readonly Contrast[];
}

/** One row of the table: one quantity, measured for all subjects in the same rounds. */
export interface Comparison {
  readonly title: string;
  readonly unit: Unit;
  /** Whether the overview plot shows it; the table shows all. */
  readonly isPictured?: boolean;
  /** Whether it is the difference of two measurements. It is near zero, so a ratio is meaningless. */
  readonly isDifference?: boolean;
  readonly samples: Samples;
}

/** A quantity of the emulator, and what it is compared with in the same rounds, if there is such a thing. */
export interface Contrast {
  readonly title: string;
  /** The way in which the emulator runs. */
  readonly variant: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  readonly reference?: { readonly label: string; readonly samples: readonly number[] };
}

/** How a quantity grows: a plot with a line per subject. */
export interface Series {
  /** The name of its file. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly x: { readonly label: string; readonly unit: Unit };
  readonly points: readonly { readonly x: number; readonly samples: Samples }[];
}

/** Results of several cases side by side: a plot with a group of bars per case. */
export interface Bars {
  /** The name of its file. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly groups: readonly {
    readonly title: string;
    readonly bars: readonly {
      readonly label: string;
      readonly subject: Subject;
      readonly samples: readonly number[];
    }[];
  }[];
}

/** The samples of each subject; samples with the same index are from the same round. */
export type Samples = Readonly<Partial<Record<Subject, readonly number[]>>>;

/** Whether more is better, as for everything that is counted per second. */
export function isRate(unit: Unit): boolean {
  return unit.endsWith('/s');
}

/** `/s` is events per second; an empty unit is a plain number. MB are 10^6 bytes. */
export type Unit = 's' | 'ms' | 'µs' | 'MB' | 'KB' | 'MB/s' | '/s' | '';
