import { type Attributes, isReference } from '../resource/resource.ts';

/** The attributes of the resources that exist so far, by the resources' ids. */
export type KnownAttributes = ReadonlyMap<string, Attributes>;

/** Replaces the references in settings by the values that are known. Other references stay. */
export function resolveReferences<Settings extends object>(settings: Settings, known: KnownAttributes): Settings {
  const entries = Object.entries(settings).map(([setting, value]) => [
    setting,
    isReference(value) ? (known.get(value.id)?.[value.attribute] ?? value) : value,
  ]);
  // The names of the settings stay the same.
  return Object.fromEntries(entries) as Settings;
}
