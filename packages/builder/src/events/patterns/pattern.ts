/** A value of JSON. */
export type JsonValue = Leaf | readonly JsonValue[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** A value that contains no others. Patterns compare only such values. */
export type Leaf = string | number | boolean | null;

/** What the value of a field must be: a test, or that the event has no such field. */
export type Matcher = 'absent' | ((value: Leaf) => boolean);

/** A field of an event, and the matchers of which one must accept it. */
export interface FieldPattern {
  /** The names on the way to the field, joined by dots: `a: { b: … }` and `a.b: …` are the same to AWS. */
  readonly name: string;
  readonly matchers: readonly Matcher[];
}

/** A pattern that events match or not: all of its fields must match, and one pattern of each list of alternatives. */
export interface EventPattern {
  readonly fields: readonly FieldPattern[];
  readonly alternatives: readonly (readonly EventPattern[])[];
}

/** The way to a part of a pattern: names in maps, and positions in lists. */
export type PatternPath = readonly (string | number)[];

/** What is wrong with a part of a pattern. */
export interface PatternProblem {
  readonly path: PatternPath;
  /** Follows the name of the part: `must be …`. */
  readonly message: string;
}

/** Whether a value is an object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value contains no others. */
export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/**
 * Names a part of a pattern, such as `trigger.pattern.detail.state[0].prefix`.
 *
 * @param root the name of the whole pattern
 */
export function describePath(root: string, path: PatternPath): string {
  return path.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${step}`), root);
}
