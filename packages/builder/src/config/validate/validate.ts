import { appliesTo, type KeyPath, keyAt, keyPaths, type Settings } from '../keys/keys.ts';
import { type TriggerType, triggerTypes } from '../keys/trigger-keys.ts';
import { formatPlace, type Place, type Problem } from '../problem.ts';
import { readValue, type Value } from '../read/read-value.ts';
import type { ConfigurationFile } from '../read/setting.ts';
import type { BrokenRule } from './broken-rule.ts';
import { brokenRules, findMistakes } from './rules.ts';

/** What became of one key: as `check-env-file` groups them. */
export interface KeyState {
  readonly path: KeyPath;
  readonly state: 'missing' | 'invalid' | 'customized' | 'default';
  /** The value that holds, the default where the file's is invalid; undefined where there is none. */
  readonly value: Value | undefined;
  readonly problems: readonly Problem[];
}

/** The outcome of a validation. */
export interface Validation {
  /** Undefined where there are problems. */
  readonly settings: Settings | undefined;
  /** Each key that the trigger type uses; all of them where it isn't known, none where a file can't be read. */
  readonly states: readonly KeyState[];
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Judges what the files say, against the table of keys and the rules between keys. */
export function validate(file: ConfigurationFile): Validation {
  if (!file.isReadable) return { settings: undefined, states: [], problems: file.problems, warnings: file.warnings };
  const trigger = triggerTypeOf(file);
  const paths = keyPaths.filter((path) => trigger === undefined || appliesTo(path, trigger));
  const states = paths.map((path) => judge(path, file, trigger));
  const toProblem = ({ between, message }: BrokenRule): Problem => ({ place: placeOf(between, file), message });

  // Rules look at complete settings only; one between keys that are wrong by themselves has nothing to say yet.
  const settings = trigger === undefined ? undefined : settingsOf(states);
  const wrong = new Set(states.filter(({ problems }) => problems.length > 0).map(({ path }) => path));
  const broken = settings === undefined ? [] : brokenRules(settings);
  const unread = new Set(file.problems.map(({ place }) => formatPlace(place)));
  const problems = [
    ...file.problems,
    // What the file couldn't say is told already, and not judged as well.
    ...states.flatMap((state) => state.problems).filter(({ place }) => !unread.has(formatPlace(place))),
    ...broken.filter(({ between }) => !between.some((path) => wrong.has(path))).map(toProblem),
  ].sort(byPlace);
  const isValid = problems.length === 0 && settings !== undefined;
  return {
    settings: isValid ? settings : undefined,
    states,
    problems,
    warnings: [
      ...file.warnings,
      ...unused(file, trigger),
      ...(isValid ? findMistakes(settings).map(toProblem) : []),
    ].sort(byPlace),
  };
}

function judge(path: KeyPath, file: ConfigurationFile, trigger: TriggerType | undefined): KeyState {
  const key = keyAt(path);
  const fallback = key.type === 'map' ? {} : key.default;
  const problems: Problem[] = [];
  const setting = file.settings.get(path);
  const value = setting && readValue(path, key, setting, problems);
  if (problems.length > 0) return { path, state: 'invalid', value: fallback, problems };
  if (value !== undefined) return { path, state: 'customized', value, problems };
  // What a trigger requires is only known when the trigger is.
  const isRequired = key.required && (key.for === undefined || trigger !== undefined);
  if (!isRequired) return { path, state: 'default', value: fallback, problems };
  return { path, state: 'missing', value: undefined, problems: [missing(path, file, trigger)] };
}

function missing(path: KeyPath, file: ConfigurationFile, trigger: TriggerType | undefined): Problem {
  const key = keyAt(path);
  const needs = key.for === undefined ? '' : `, which trigger.type ${trigger} needs`;
  const choices = key.type === 'choice' ? ` One of ${key.choices.join(', ')}.` : '';
  return { place: placeOf([path], file), message: `${path} is missing${needs}: ${key.description}${choices}` };
}

/** The settings, defaults in place; undefined while one that is required has no value. */
function settingsOf(states: readonly KeyState[]): Settings | undefined {
  if (states.some(({ path, value }) => value === undefined && keyAt(path).required)) return undefined;
  const values: unknown = Object.fromEntries(states.map(({ path, value }) => [path, value]));
  // each value was read by its key's type, or is that key's default
  return values as Settings;
}

function triggerTypeOf(file: ConfigurationFile): TriggerType | undefined {
  const setting = file.settings.get('trigger.type');
  return triggerTypes.find((type) => setting?.kind === 'text' && setting.text === type);
}

/** Where the first of the keys is set; else where the section begins that it belongs into; else the file. */
function placeOf(paths: readonly KeyPath[], file: ConfigurationFile): Place {
  const set = paths.map((path) => file.settings.get(path)).find((setting) => setting !== undefined);
  if (set !== undefined) return set.place;
  const names = paths[0]?.split('.') ?? [];
  const sections = names.map((_, depth) => names.slice(0, names.length - 1 - depth).join('.'));
  return sections.map((section) => file.sections.get(section)).find((place) => place !== undefined) ?? file.place;
}

function unused(file: ConfigurationFile, trigger: TriggerType | undefined): Problem[] {
  if (trigger === undefined) return [];
  return [...file.settings]
    .filter(([path, setting]) => setting.kind !== 'unset' && !appliesTo(path, trigger))
    .map(([path, { place }]) => ({ place, message: `${path} is not used with trigger.type ${trigger}` }));
}

function byPlace({ place: a }: Problem, { place: b }: Problem): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}
