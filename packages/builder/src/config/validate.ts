import { appliesTo, type KeyPath, keyAt, keyPaths, type Settings } from './keys.ts';
import type { Place, Problem } from './problem.ts';
import { readValue, type Value } from './read-value.ts';
import { type BrokenRule, brokenRules, oddities } from './rules.ts';
import type { ConfigurationFile } from './setting.ts';
import { type TriggerType, triggerTypes } from './trigger-keys.ts';

/** What became of one key: as `check-env-file` groups them. */
export interface KeyState {
  readonly path: KeyPath;
  readonly state: 'missing' | 'invalid' | 'customized' | 'default';
  /** The value that holds; undefined where there is none. */
  readonly value: Value | undefined;
}

/** The outcome of a validation. */
export interface Validation {
  /** Undefined where there are problems. */
  readonly settings: Settings | undefined;
  /** Each key that the trigger type uses. */
  readonly states: readonly KeyState[];
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Judges what the files say, against the table of keys and the rules between keys. */
export function validate(file: ConfigurationFile): Validation {
  const problems: Problem[] = [];
  const read = new Map(keyPaths.map((path) => [path, readKey(path, file)]));
  const trigger = triggerTypeOf(read.get('trigger.type')?.value);
  const applying = keyPaths.filter((path) => trigger === undefined || appliesTo(path, trigger));

  const states = applying.map((path) => stateOf(path, read.get(path) ?? { value: undefined, problems: [] }, trigger));
  for (const path of applying) problems.push(...(read.get(path)?.problems ?? []));
  for (const { path } of states.filter(({ state }) => state === 'missing')) problems.push(missing(path, file));

  // With the defaults in place of what is missing or invalid; rules about such keys are left for the next run.
  const values = Object.fromEntries(states.map(({ path, value }) => [path, value ?? fallbackOf(path)]));
  const settings = values as unknown as Settings; // every key that applies was read by its type in the table
  const unsound = new Set(
    states.filter(({ state }) => state === 'missing' || state === 'invalid').map(({ path }) => path),
  );
  const isSound = (rule: BrokenRule) => trigger !== undefined && !rule.between.some((path) => unsound.has(path));
  const toProblem = ({ between, message }: BrokenRule): Problem => ({ place: firstPlace(between, file), message });
  if (trigger !== undefined && !states.some(({ path, state }) => state === 'missing' && path !== 'image.handler')) {
    problems.push(...brokenRules(settings).filter(isSound).map(toProblem));
  }
  const allProblems = [...file.problems, ...problems].sort(byPlace);
  return {
    settings: allProblems.length === 0 ? settings : undefined,
    states,
    problems: allProblems,
    warnings: [
      ...file.warnings,
      ...unused(file, trigger),
      ...(allProblems.length === 0 ? oddities(settings).map(toProblem) : []),
    ].sort(byPlace),
  };
}

interface ReadKey {
  readonly value: Value | undefined;
  readonly problems: readonly Problem[];
}

function readKey(path: KeyPath, file: ConfigurationFile): ReadKey {
  const setting = file.settings.get(path);
  if (setting === undefined) return { value: undefined, problems: [] };
  const problems: Problem[] = [];
  return { value: readValue(path, keyAt(path), setting, problems), problems };
}

function stateOf(path: KeyPath, { value, problems }: ReadKey, trigger: TriggerType | undefined): KeyState {
  if (problems.length > 0) return { path, state: 'invalid', value: undefined };
  if (value !== undefined) return { path, state: 'customized', value };
  const { required, for: triggers } = keyAt(path);
  // What a trigger requires is only known when the trigger is.
  if (required && (triggers === undefined || trigger !== undefined))
    return { path, state: 'missing', value: undefined };
  return { path, state: 'default', value: fallbackOf(path) };
}

function fallbackOf(path: KeyPath): Value | undefined {
  const key = keyAt(path);
  if (key.type === 'map') return {};
  return key.default;
}

function triggerTypeOf(value: Value | undefined): TriggerType | undefined {
  return triggerTypes.find((type) => type === value);
}

function missing(path: KeyPath, file: ConfigurationFile): Problem {
  const key = keyAt(path);
  const choices = key.type === 'choice' ? `; it is one of ${key.choices.join(', ')}` : '';
  const needs = key.for === undefined ? '' : `, which trigger.type ${triggerText(file)} needs`;
  return {
    place: firstPlace([path], file),
    message: `${path} (${key.env}) is missing${needs}: ${key.description}${choices}`,
  };
}

function triggerText(file: ConfigurationFile): string {
  const setting = file.settings.get('trigger.type');
  return setting?.kind === 'text' ? setting.text : '';
}

/** Where the first of the keys is set; else where the section begins that it belongs into; else the file. */
function firstPlace(paths: readonly KeyPath[], file: ConfigurationFile): Place {
  for (const path of paths) {
    const setting = file.settings.get(path);
    if (setting !== undefined) return setting.place;
  }
  for (let section = paths[0] ?? ''; section.includes('.'); ) {
    section = section.slice(0, section.lastIndexOf('.'));
    const place = file.sections.get(section);
    if (place !== undefined) return place;
  }
  return file.place;
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
