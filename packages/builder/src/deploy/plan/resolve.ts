import { type Attributes, isReference } from '../resource/resource.ts';

/** What is known of the resources so far, by their ids. */
export type Known = ReadonlyMap<string, Attributes>;

/** The settings with the references filled in whose values are known; the others stay. */
export function resolve<Settings extends object>(settings: Settings, known: Known): Settings {
  const entries = Object.entries(settings).map(([setting, value]) => [
    setting,
    isReference(value) ? (known.get(value.to)?.[value.attribute] ?? value) : value,
  ]);
  // the same settings, by construction
  return Object.fromEntries(entries) as Settings;
}
