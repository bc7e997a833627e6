import type { KeyPath } from '../keys/keys.ts';
import type { Location, Problem } from './problem.ts';

/** A text as written in a file. */
export interface RawText {
  readonly text: string;
  readonly location: Location;
}

/** What a file sets a key to, before it is checked against the key's definition. */
export type RawSetting =
  | ({ readonly kind: 'text' } & RawText)
  | { readonly kind: 'list'; readonly items: readonly RawText[]; readonly location: Location }
  /** An undefined entry is a null in YAML: it removes the entry of the main file. */
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, RawText | undefined>; readonly location: Location }
  /** A null in YAML, or an empty variable: the key has its default, even if the main file sets it. */
  | { readonly kind: 'unset'; readonly location: Location };

/** The content of a configuration file. */
export interface ConfigurationFile {
  readonly location: Location;
  /** False if the file could not be parsed at all: then its settings are unknown. */
  readonly isReadable: boolean;
  readonly settings: ReadonlyMap<KeyPath, RawSetting>;
  /** The location of each section: problems with missing keys are reported there. */
  readonly sections: ReadonlyMap<string, Location>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Merges the file of a stage into the main file: maps entry by entry, all other settings as a whole. */
export function mergeFiles(main: ConfigurationFile, stage: ConfigurationFile): ConfigurationFile {
  const settings = new Map(main.settings);
  for (const [path, setting] of stage.settings) settings.set(path, mergeSettings(settings.get(path), setting));
  return {
    location: main.location,
    isReadable: main.isReadable && stage.isReadable,
    settings,
    sections: new Map([...stage.sections, ...main.sections]),
    problems: [...main.problems, ...stage.problems],
    warnings: [...main.warnings, ...stage.warnings],
  };
}

function mergeSettings(main: RawSetting | undefined, stage: RawSetting): RawSetting {
  if (main?.kind !== 'map' || stage.kind !== 'map') return stage;
  return { ...stage, entries: new Map([...main.entries, ...stage.entries]) };
}
