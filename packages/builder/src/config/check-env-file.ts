import { style } from '../terminal/style.ts';
import { ConfigurationError, formatProblem } from './problem.ts';
import { type ConfigurationSource, displayName, readFiles } from './read-files.ts';
import { fillInReferences } from './references.ts';
import type { ConfigurationFile } from './setting.ts';
import { groupStates } from './state-report.ts';
import { validate } from './validate.ts';

const nothing: ConfigurationFile = {
  place: { file: 'lambda.yaml', line: 0, column: 0 },
  isReadable: true,
  settings: new Map(),
  sections: new Map(),
  problems: [],
  warnings: [],
};

/**
 * Prints what of the configuration is missing, customized, or left at its default. No file is an empty one: nothing
 * is configured yet.
 *
 * @throws ConfigurationError where something that is required is missing, or something is wrong.
 */
export async function checkEnvFile(source: ConfigurationSource, out: NodeJS.WritableStream): Promise<void> {
  const files = await readFiles(source);
  const heading =
    files === undefined ? 'no lambda.yaml or lambda.env: nothing is configured yet' : displayName(files.path);
  out.write(`${style('heading', heading, out)}\n`);

  const { states, problems, warnings } = validate(fillInReferences(files?.content ?? nothing, source.env));
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
