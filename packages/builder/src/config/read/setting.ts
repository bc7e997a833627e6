import type { KeyPath } from '../keys/keys.ts';
import type { Place, Problem } from '../problem.ts';

/** A text as it was written, and where. */
export interface WrittenText {
  readonly text: string;
  readonly place: Place;
}

/** What a file says of one key, before anybody has looked at its meaning. */
export type Setting =
  | ({ readonly kind: 'text' } & WrittenText)
  | { readonly kind: 'list'; readonly items: readonly WrittenText[]; readonly place: Place }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, WrittenText | undefined>; readonly place: Place }
  /** A null in YAML, an empty variable: the default holds, whatever the file below says. */
  | { readonly kind: 'unset'; readonly place: Place };

/** What a configuration file says, key by key. */
export interface ConfigurationFile {
  readonly place: Place;
  /** False where its text makes no sense as a whole: then nothing is known of its settings. */
  readonly isReadable: boolean;
  readonly settings: ReadonlyMap<KeyPath, Setting>;
  /** Where each map that holds keys begins: the place to name where a key is missing in it. */
  readonly sections: ReadonlyMap<string, Place>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The settings of `file` with those of `over` laid on top: maps entry by entry, everything else as a whole. */
export function layOver(file: ConfigurationFile, over: ConfigurationFile): ConfigurationFile {
  const settings = new Map(file.settings);
  for (const [path, setting] of over.settings) settings.set(path, merge(settings.get(path), setting));
  return {
    place: file.place,
    isReadable: file.isReadable && over.isReadable,
    settings,
    sections: new Map([...over.sections, ...file.sections]),
    problems: [...file.problems, ...over.problems],
    warnings: [...file.warnings, ...over.warnings],
  };
}

function merge(below: Setting | undefined, above: Setting): Setting {
  if (below?.kind !== 'map' || above.kind !== 'map') return above;
  return { ...above, entries: new Map([...below.entries, ...above.entries]) };
}
