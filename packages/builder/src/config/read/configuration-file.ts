import type { Leaf } from '../../events/patterns/pattern.ts';
import type { KeyPath } from '../keys/keys.ts';
import type { Location, Problem } from './problem.ts';

/** A text as written in a file. */
export interface RawText {
  readonly text: string;
  readonly location: Location;
}

/** A structure as written in a file. */
export type RawTree =
  | { readonly kind: 'leaf'; readonly value: Leaf; readonly location: Location }
  | { readonly kind: 'list'; readonly items: readonly RawTree[]; readonly location: Location }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, RawTree>; readonly location: Location };

/** What a file sets a key to, before it is checked against the key's definition. */
export type RawSetting =
  | ({ readonly kind: 'text' } & RawText)
  | { readonly kind: 'list'; readonly items: readonly RawText[]; readonly location: Location }
  /** An undefined entry is a null in YAML: it removes the entry of the main file. */
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, RawText | undefined>; readonly location: Location }
  | { readonly kind: 'tree'; readonly tree: RawTree; readonly location: Location }
  /** A null in YAML, or an empty variable: the key has its default, even if the main file sets it. */
  | { readonly kind: 'unset'; readonly location: Location };

/** Whether a key has a value. An empty text is none, for example from a reference to an empty variable. */
export function isSet(setting: RawSetting | undefined): setting is Exclude<RawSetting, { kind: 'unset' }> {
  return setting !== undefined && setting.kind !== 'unset' && !(setting.kind === 'text' && setting.text === '');
}

/** A part of a file. Its keys and sections have the paths that they would have in a file for one function. */
export interface FilePart {
  readonly location: Location;
  readonly settings: ReadonlyMap<KeyPath, RawSetting>;
  /** The location of each section: problems with missing keys are reported there. */
  readonly sections: ReadonlyMap<string, Location>;
}

/** A trigger in a list. */
export interface TriggerPart extends FilePart {
  readonly name: RawText | undefined;
}

/** A function in `functions`. */
export interface FunctionPart extends FilePart {
  readonly was: RawText | undefined;
  /** The list `triggers`; undefined if there is none. */
  readonly triggers: readonly TriggerPart[] | undefined;
}

/** The content of a configuration file. */
export interface ConfigurationFile extends FilePart {
  /** False if the file could not be parsed at all: then its settings are unknown. */
  readonly isReadable: boolean;
  /** The list `triggers` of a file for one function; undefined if there is none. */
  readonly triggers?: readonly TriggerPart[] | undefined;
  /** The functions by their names; undefined if the file is for one function. */
  readonly functions?: ReadonlyMap<string, FunctionPart> | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Merges the file of a stage into the main file: maps and functions entry by entry, all other settings as a whole. */
export function mergeFiles(main: ConfigurationFile, stage: ConfigurationFile): ConfigurationFile {
  return {
    ...mergeParts(main, stage),
    isReadable: main.isReadable && stage.isReadable,
    triggers: stage.triggers ?? main.triggers,
    functions: mergeFunctions(main.functions, stage.functions),
    problems: [...main.problems, ...stage.problems],
    warnings: [...main.warnings, ...stage.warnings],
  };
}

type Functions = ConfigurationFile['functions'];

function mergeFunctions(main: Functions, stage: Functions): Functions {
  if (main === undefined || stage === undefined) return main ?? stage;
  const merged = new Map(main);
  for (const [name, overrides] of stage) {
    const base = main.get(name);
    merged.set(
      name,
      base === undefined
        ? overrides
        : {
            ...mergeParts(base, overrides),
            was: overrides.was ?? base.was,
            triggers: overrides.triggers ?? base.triggers,
          },
    );
  }
  return merged;
}

/** Lays the settings of a part over those of another one. */
export function mergeParts(base: FilePart, overrides: FilePart): FilePart {
  const settings = new Map(base.settings);
  for (const [path, setting] of overrides.settings) settings.set(path, mergeSettings(settings.get(path), setting));
  return { location: base.location, settings, sections: new Map([...overrides.sections, ...base.sections]) };
}

function mergeSettings(main: RawSetting | undefined, stage: RawSetting): RawSetting {
  if (main?.kind !== 'map' || stage.kind !== 'map') return stage;
  return { ...stage, entries: new Map([...main.entries, ...stage.entries]) };
}
