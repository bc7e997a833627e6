/** Measures the runtime. `pnpm bench --help` explains the options, docs/performance.md the results. */
import { type Installation, install } from './clients/install.ts';
import { subjectsOf } from './clients/program.ts';
import { type Options, parseOptions, UsageError, usage } from './command-line.ts';
import { allFigures } from './figures/all-figures.ts';
import type { Bench, Results } from './figures/figure.ts';
import { describeMachine } from './report/machine.ts';
import { textOf } from './report/page.ts';
import { jsonOf, type Report, updateReport } from './report/report.ts';
import { readReport, writeReport } from './report/results-folder.ts';

const QUICK = 0.2;
const MIN_ROUNDS = 3;

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, allFigures);
  if (options.help) {
    process.stdout.write(usage(allFigures));
    return;
  }
  if (process.platform !== 'linux') throw new UsageError('the benchmark reads /proc, so it runs on Linux only');
  const report = await measure(options);
  process.stdout.write(options.json ? jsonOf(report) : textOf(report));
  if (options.quick) return;
  await writeReport(
    updateReport(
      await readReport(),
      report,
      allFigures.map(({ name }) => name),
    ),
  );
  note('benchmarks/results is up to date');
}

async function measure(options: Options): Promise<Report> {
  await using installation = await install(!options.quick, note);
  const { ric } = installation;
  if ('reason' in ric) note(`Without aws-lambda-ric: ${ric.reason}.`);
  const figures: Record<string, Results> = {};
  for (const figure of options.figures) {
    figures[figure.name] = await figure.measure(benchFor(options, installation, figure.name));
  }
  return { machine: describeMachine(), figures };
}

function benchFor(
  { quick, full, rounds, image }: Options,
  { alr, ric, tarballs }: Installation,
  figure: string,
): Bench {
  const installedRic = 'folder' in ric ? ric : undefined;
  const installed = { alr, ric: installedRic?.folder };
  return {
    installed,
    ric: installedRic,
    tarballs,
    image,
    isFull: full,
    subjects: subjectsOf(installed),
    rounds: (usual) => rounds ?? (quick ? Math.max(MIN_ROUNDS, Math.round(usual * QUICK)) : usual),
    amount: (usual) => (quick ? Math.ceil(usual * QUICK) : usual),
    progress: (text) => note(`${figure}: ${text}`),
  };
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  note(`bench: ${error.message}`);
  process.exitCode = 2;
}
