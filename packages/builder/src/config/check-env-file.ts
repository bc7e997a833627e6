import { resolve } from 'node:path';
import { style } from '../terminal/style.ts';
import { type KeyPath, keyAt } from './keys/keys.ts';
import type { Value } from './keys/settings.ts';
import { ConfigurationError, formatLocation, formatProblem } from './read/problem.ts';
import { type ConfigurationSource, displayPath, type ReadFiles, readFiles } from './read/read-files.ts';
import { readYaml } from './read/read-yaml.ts';
import type { KeyState } from './validate/validate.ts';
import { validateFiles } from './validate/validate-files.ts';

/**
 * Prints which keys are missing, invalid, customized, or left at their defaults. Without a configuration file, no key
 * is set.
 *
 * @throws {ConfigurationError} a required key is missing, or something is invalid
 */
export async function checkEnvFile(source: ConfigurationSource, out: NodeJS.WritableStream): Promise<void> {
  const files = await readFiles(source);
  out.write(`${style('heading', headingOf(files, source), out)}\n`);

  const content = readYaml('', 'lambda.yaml');
  const empty = { path: resolve(source.directory, 'lambda.yaml'), content, env: source.env };
  const { states, problems, warnings } = await validateFiles(files ?? empty);
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

function headingOf(files: ReadFiles | undefined, { directory }: ConfigurationSource): string {
  if (files === undefined) return `no configuration: ${directory} has no lambda.yaml or lambda.env`;
  const overrides = files.stageFile === undefined ? '' : `, overridden by ${displayPath(files.stageFile)}`;
  return `${displayPath(files.path)}${overrides}, stage ${files.stage.name}`;
}

interface StateGroup {
  readonly title: string;
  /** The left and the right column. */
  readonly rows: readonly (readonly [string, string])[];
}

/** Groups the keys by state; leaves out empty groups. */
function groupStates(states: readonly KeyState[]): StateGroup[] {
  const group = (title: string, state: KeyState['state'], right: (key: KeyState) => string): StateGroup => ({
    title,
    rows: states
      .filter((key) => key.state === state)
      .map((key) => [`${key.path} (${keyAt(key.path).env})`, right(key)]),
  });
  return [
    group('MISSING (required)', 'missing', ({ path }) => keyAt(path).description),
    group('Invalid', 'invalid', ({ problems }) => problems.map(({ location }) => formatLocation(location)).join(', ')),
    group('Customized', 'customized', ({ path, value }) => displayValue(path, value)),
    group('Using defaults', 'default', ({ path, value }) => keyAt(path).derived ?? displayValue(path, value)),
  ].filter(({ rows }) => rows.length > 0);
}

/** Shows only the names in a map, and nothing of another value that may be a secret. */
function displayValue(path: KeyPath, value: Value | undefined): string {
  if (value === undefined) return '–';
  if (keyAt(path).secret && Array.isArray(value) && value.length > 0) return `${value.length} (not shown)`;
  if (typeof value !== 'object') return String(value);
  const names = Array.isArray(value) ? value : Object.keys(value);
  return names.length === 0 ? '–' : names.join(', ');
}
