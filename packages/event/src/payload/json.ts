/** A JSON object whose members aren't known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object with members: no array, and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
