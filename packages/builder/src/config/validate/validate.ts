import type { PatternPath } from '../../events/patterns/pattern.ts';
import { appliesTo, type KeyPath, keyAt, keyPaths, triggersOf } from '../keys/keys.ts';
import { defaultOf, nestValues, type Settings, type Value } from '../keys/settings.ts';
import { type TriggerType, triggerTypes } from '../keys/trigger-keys.ts';
import { type ConfigurationFile, isSet, type RawSetting } from '../read/configuration-file.ts';
import { formatLocation, type KeyProblem, type Location, type Problem } from '../read/problem.ts';
import { locationIn } from '../read/read-tree.ts';
import { readValue } from '../read/read-value.ts';
import { type ConfiguredArn, findArns, withNamesForArns } from './existing-resources.ts';
import { findErrors, findWarnings } from './rules.ts';

/** The state of one key, as `check-env-file` groups them. */
export interface KeyState {
  readonly path: KeyPath;
  readonly state: 'missing' | 'invalid' | 'customized' | 'default';
  /** The effective value: the default if the file's value is invalid. Undefined if there is none. */
  readonly value: Value | undefined;
  readonly problems: readonly Problem[];
}

/** The result of validating a configuration. */
export interface Validation {
  /** Undefined if there are problems. */
  readonly settings: Settings | undefined;
  /**
   * The settings of a configuration that may be incomplete or invalid; undefined if the trigger is. What is missing outside
   * of the trigger is undefined in spite of its type, so read only keys that have defaults.
   */
  readonly draft: Settings | undefined;
  /** Every key that the trigger type uses: all keys if the type is unknown, none if a file cannot be parsed. */
  readonly states: readonly KeyState[];
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** The ARNs of existing resources, which the settings contain as names. */
  readonly arns: readonly ConfiguredArn[];
}

/** The defaults of a function that are generated from the names of its project, its stage and itself. */
export type GeneratedNames = ReadonlyMap<KeyPath, string>;

/**
 * Validates a file for one function with one trigger: each key by itself, then the keys against each other.
 *
 * @param directory the directory that paths are relative to
 * @param generated the defaults that replace those of the table of keys
 */
export function validate(
  file: ConfigurationFile,
  directory: string,
  generated: GeneratedNames = new Map(),
): Validation {
  if (!file.isReadable) {
    const { problems, warnings } = file;
    return { settings: undefined, draft: undefined, states: [], problems, warnings, arns: [] };
  }
  const trigger = triggerTypeOf(file);
  const paths = keyPaths.filter((path) => trigger === undefined || appliesTo(path, trigger));
  const states = paths.map((path) => stateOf(path, file, trigger, generated));
  const locate = ({ keys, within, message }: KeyProblem): Problem => ({
    location: locationOf(keys, file, within),
    message,
  });

  // The rules need complete settings. A rule about a key that is invalid by itself is skipped.
  const values = new Map(states.map(({ path, value }) => [path, value]));
  const arns = findArns(values);
  const named = withNamesForArns(values);
  const settings = trigger === undefined ? undefined : settingsOf(states, named, directory);
  const isTriggerValid = states.every(({ path, problems }) => !path.startsWith('trigger.') || problems.length === 0);
  const invalid = new Set(states.filter(({ problems }) => problems.length > 0).map(({ path }) => path));
  const errors = settings === undefined ? [] : findErrors(settings, arns);
  const reported = new Set(file.problems.map(({ location }) => formatLocation(location)));
  const problems = [
    ...file.problems,
    // A value that could not be read is reported already.
    ...states.flatMap((state) => state.problems).filter(({ location }) => !reported.has(formatLocation(location))),
    ...errors.filter(({ keys }) => !keys.some((path) => invalid.has(path))).map(locate),
  ].sort(byLocation);
  const isValid = problems.length === 0 && settings !== undefined;
  return {
    settings: isValid ? settings : undefined,
    draft: isTriggerValid && trigger !== undefined ? nestValues((path) => named.get(path), directory) : undefined,
    states,
    problems,
    warnings: [
      ...file.warnings,
      ...unusedKeys(file, trigger),
      ...(isValid ? findWarnings(settings).map(locate) : []),
    ].sort(byLocation),
    arns,
  };
}

function stateOf(
  path: KeyPath,
  file: ConfigurationFile,
  trigger: TriggerType | undefined,
  generated: GeneratedNames,
): KeyState {
  const key = keyAt(path);
  const problems: Problem[] = [];
  const setting = file.settings.get(path);
  const value = setting && readValue(path, key, setting, problems);
  if (problems.length > 0) return { path, state: 'invalid', value: defaultOf(key), problems };
  if (value !== undefined) return { path, state: 'customized', value, problems };
  // Without a valid trigger type, it is unknown which of the triggers' keys are required.
  const isRequired = key.required && (triggersOf(path) === undefined || trigger !== undefined);
  const name = generated.get(path);
  if (name !== undefined) return generatedState(path, name, file);
  if (!isRequired) return { path, state: 'default', value: defaultOf(key), problems };
  return { path, state: 'missing', value: undefined, problems: [missingKey(path, file, trigger)] };
}

/** A generated name can be too long, or contain what only the names of stages may contain. */
function generatedState(path: KeyPath, name: string, file: ConfigurationFile): KeyState {
  const problems: Problem[] = [];
  const location = locationOf([path], file);
  readValue(path, keyAt(path), { kind: 'text', text: name, location }, problems);
  const explained = problems.map(
    ({ message }): Problem => ({
      location,
      message: `${message.replace(`${path} is "`, `the generated ${path} is "`)}; set ${path}`,
    }),
  );
  return { path, state: explained.length > 0 ? 'invalid' : 'default', value: name, problems: explained };
}

function missingKey(path: KeyPath, file: ConfigurationFile, trigger: TriggerType | undefined): Problem {
  const key = keyAt(path);
  const reason = triggersOf(path) === undefined ? '' : `, but trigger.type ${trigger} requires it`;
  const choices = key.type === 'choice' ? ` One of ${key.choices.join(', ')}.` : '';
  return { location: locationOf([path], file), message: `${path} is missing${reason}: ${key.description}${choices}` };
}

/** The settings, including defaults; undefined if a required key has no value. */
function settingsOf(
  states: readonly KeyState[],
  values: ReadonlyMap<KeyPath, Value | undefined>,
  directory: string,
): Settings | undefined {
  if (states.some(({ path, value }) => value === undefined && keyAt(path).required)) return undefined;
  return nestValues((path) => values.get(path), directory);
}

function triggerTypeOf(file: ConfigurationFile): TriggerType | undefined {
  const setting = file.settings.get('trigger.type');
  return triggerTypes.find((type) => setting?.kind === 'text' && setting.text === type);
}

/** The location of the first of these keys that is set; else of the section that should contain it; else the file. */
function locationOf(paths: readonly KeyPath[], file: ConfigurationFile, within: PatternPath = []): Location {
  const set = paths.map((path) => file.settings.get(path)).find((setting) => setting !== undefined);
  if (set?.kind === 'tree') return locationIn(set.tree, within);
  if (set !== undefined) return set.location;
  const names = paths[0]?.split('.') ?? [];
  const sections = names.map((_, depth) => names.slice(0, names.length - 1 - depth).join('.'));
  const locations = sections.map((section) => file.sections.get(section));
  return locations.find((location) => location !== undefined) ?? file.location;
}

function unusedKeys(file: ConfigurationFile, trigger: TriggerType | undefined): Problem[] {
  if (trigger === undefined) return [];
  return [...file.settings].flatMap(([path, setting]) => {
    const reason = isSet(setting) ? reasonNotToUse(path, setting, file, trigger) : undefined;
    return reason === undefined ? [] : [{ location: setting.location, message: `${path} is not used ${reason}` }];
  });
}

/** Completes "... is not used"; undefined if the key is used. */
function reasonNotToUse(
  path: KeyPath,
  { location }: RawSetting,
  { settings }: ConfigurationFile,
  trigger: TriggerType,
): string | undefined {
  if (!appliesTo(path, trigger)) return `with trigger.type ${trigger}`;
  if (path === 'trigger.filter_scope' && !isSet(settings.get('trigger.filter'))) return 'without trigger.filter';
  const arn = settings.get('role.arn');
  // The file of a stage can replace the role of the main file.
  if (path === 'role.name' && isSet(arn) && arn.location.file === location.file) return 'with role.arn';
  return undefined;
}

/** Sorts problems in the order of the files. */
export function byLocation({ location: a }: Problem, { location: b }: Problem): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}
