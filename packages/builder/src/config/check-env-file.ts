import { resolve } from 'node:path';
import { style } from '../terminal/style.ts';
import { selectFunctions } from './functions/select-functions.ts';
import { type KeyPath, keyAt } from './keys/keys.ts';
import { functionScope, pathInPart } from './keys/scopes.ts';
import type { Value } from './keys/settings.ts';
import { ConfigurationError, formatLocation, formatProblem } from './read/problem.ts';
import { type ConfigurationSource, displayPath, type ReadFiles, readFiles } from './read/read-files.ts';
import { readYaml } from './read/read-yaml.ts';
import { DEFAULT_STAGE } from './read/stage.ts';
import type { KeyState } from './validate/validate.ts';
import { type FunctionFilesValidation, validateFiles } from './validate/validate-files.ts';

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
  const stage = { name: DEFAULT_STAGE, isNamed: false };
  const empty = { path: resolve(source.directory, 'lambda.yaml'), content, env: source.env, stage };
  const { functions, problems, warnings } = await validateFiles(files ?? empty);
  for (const { title, keys } of partsOf(selectFunctions(functions, source.function))) {
    const groups = groupStates(keys);
    const width = Math.max(...groups.flatMap(({ rows }) => rows.map(([left]) => left.length)));
    if (title !== '') out.write(`\n${style('heading', title, out)}\n`);
    for (const { title: state, rows } of groups) {
      out.write(`\n${style('heading', state, out)}\n`);
      for (const [left, right] of rows) out.write(`  ${left.padEnd(width)}  ${right}\n`);
    }
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

/** A key with the name that it has in the file. */
interface NamedState extends KeyState {
  readonly label: string;
}

/** The keys of a project without functions; else those of the project, and then those of each function. */
function partsOf(functions: readonly FunctionFilesValidation[]): { title: string; keys: NamedState[] }[] {
  const [first] = functions;
  if (first === undefined) return [];
  const withVariable = (state: KeyState) => ({ ...state, label: `${state.path} (${keyAt(state.path).env})` });
  if (!first.file.isNamed) return [{ title: '', keys: namedStates(first, withVariable) }];
  const isShared = ({ path }: KeyState) => pathInPart(path, functionScope) === undefined;
  const ofProject = (first.states[0] ?? []).filter(isShared).map((state) => ({ ...state, label: state.path }));
  return [
    { title: 'project', keys: ofProject },
    ...functions.map(({ file, states }) => ({
      title: `function ${file.name}`,
      keys: namedStates({ file, states }, (state, inUserTerms) => ({
        ...state,
        label: inUserTerms(state.path),
      })).filter((state) => !isShared(state)),
    })),
  ];
}

/** The states of the keys of a function and of all of its triggers. */
function namedStates(
  { file, states }: Pick<FunctionFilesValidation, 'file' | 'states'>,
  name: (state: KeyState, inUserTerms: (text: string) => string) => NamedState,
): NamedState[] {
  const [first = [], ...others] = states;
  const ofTriggers = [first, ...others.map((list) => list.filter(({ path }) => path.startsWith('trigger.')))];
  return ofTriggers.flatMap((list, index) =>
    list.map((state) => name(state, file.triggers[index]?.inUserTerms ?? ((text) => text))),
  );
}

interface StateGroup {
  readonly title: string;
  /** The left and the right column. */
  readonly rows: readonly (readonly [string, string])[];
}

/** Groups the keys by state; leaves out empty groups. */
function groupStates(states: readonly NamedState[]): StateGroup[] {
  const group = (title: string, state: KeyState['state'], right: (key: NamedState) => string): StateGroup => ({
    title,
    rows: states.filter((key) => key.state === state).map((key) => [key.label, right(key)]),
  });
  return [
    group('MISSING (required)', 'missing', ({ path }) => keyAt(path).description),
    group('Invalid', 'invalid', ({ problems }) => problems.map(({ location }) => formatLocation(location)).join(', ')),
    group('Customized', 'customized', ({ path, value }) => displayValue(path, value)),
    group('Using defaults', 'default', ({ path, value }) => {
      const { derived } = keyAt(path);
      return value === undefined && derived !== undefined ? derived : displayValue(path, value);
    }),
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
