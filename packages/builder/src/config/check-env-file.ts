import { resolve } from 'node:path';
import { style } from '../terminal/style.ts';
import { ConfigurationError, formatProblem } from './problem.ts';
import { type ConfigurationSource, displayName, type ReadFiles, readFiles, stageFile } from './read/read-files.ts';
import { readYaml } from './read/read-yaml.ts';
import { groupStates } from './state-report.ts';
import { validateFiles } from './validate/validate-files.ts';

/**
 * Prints what of the configuration is missing, customized, or left at its default. No file is an empty one: nothing
 * is configured yet.
 *
 * @throws ConfigurationError where something that is required is missing, or something is wrong.
 */
export async function checkEnvFile(source: ConfigurationSource, out: NodeJS.WritableStream): Promise<void> {
  const files = await readFiles(source);
  out.write(`${style('heading', headingOf(files, source), out)}\n`);

  const judged = files ?? { path: resolve(source.directory, 'lambda.yaml'), content: readYaml('', 'lambda.yaml') };
  const { states, problems, warnings } = await validateFiles(judged, source.env);
  const groups = groupStates(states);
  const width = Math.max(...groups.flatMap(({ rows }) => rows.map(([left]) => left.length)));
  for (const { title, rows } of groups) {
    out.write(`\n${style('heading', title, out)}\n`);
    for (const [left, right] of rows) out.write(`  ${left.padEnd(width)}  ${right}\n`);
  }
  out.write('\n');
  for (const warning of warnings) out.write(`${style('warning', 'warning:', out)} ${formatProblem(warning)}\n`);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function headingOf(files: ReadFiles | undefined, { directory, stage }: ConfigurationSource): string {
  if (files === undefined) return `no lambda.yaml or lambda.env in ${directory}: nothing is configured yet`;
  const over = stage === undefined ? '' : `, with ${displayName(stageFile(files.path, stage))} over it`;
  return displayName(files.path) + over;
}
