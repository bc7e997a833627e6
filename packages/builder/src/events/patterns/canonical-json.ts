import { isJsonObject, type JsonValue } from './pattern.ts';

/** The JSON of a value, with the names of each object sorted, so that equal patterns have equal texts. */
export function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_, part: JsonValue) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** The canonical form of a text that should be JSON; the text itself if it is not. */
export function canonicalText(text: string): string {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return text;
  }
}
