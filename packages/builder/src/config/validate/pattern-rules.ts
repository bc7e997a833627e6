import type { Dialect } from '../../events/patterns/dialects.ts';
import { parsePattern } from '../../events/patterns/parse-pattern.ts';
import { describePath, isJsonObject, type JsonValue, type PatternPath } from '../../events/patterns/pattern.ts';
import { closestMatch } from '../../terminal/text/closest-match.ts';
import type { KeyPath } from '../keys/keys.ts';
import type { KeyProblem } from '../read/problem.ts';

/**
 * Checks an event pattern.
 *
 * @param json the pattern as JSON, as it was read
 * @param at where it is in the value of the key
 */
export function* checkPattern(
  key: KeyPath,
  json: string,
  dialect: Dialect,
  at: PatternPath = [],
): Iterable<KeyProblem> {
  const { problems } = parsePattern(JSON.parse(json) as JsonValue, dialect);
  for (const { path, message } of problems) {
    const within = [...at, ...path];
    yield { keys: [key], within, message: `${describePath(key, within)} ${message}` };
  }
}

/**
 * Checks that a pattern selects by fields that its events have: by another one, it would match none of them.
 *
 * @param json the pattern as JSON, as it was read
 * @param known the fields at the top of the events
 * @param events what the events are called
 * @param advice what to do about a name that is not similar to a known one
 * @param at where the pattern is in the value of the key
 */
export function* checkFields(
  key: KeyPath,
  json: string,
  { known, events, advice }: { known: readonly string[]; events: string; advice: (name: string) => string },
  at: PatternPath = [],
): Iterable<KeyProblem> {
  for (const name of fieldsOf(JSON.parse(json) as JsonValue)) {
    if (known.includes(name.split('.')[0] ?? '')) continue;
    const within = [...at, name];
    const match = closestMatch(name, known);
    const hint = match === undefined ? advice(name) : `did you mean ${match}?`;
    yield { keys: [key], within, message: `${describePath(key, within)} is not a field of ${events}; ${hint}` };
  }
}

/** The fields at the top of a pattern, also those of alternatives. */
export function fieldsOf(pattern: JsonValue): string[] {
  if (!isJsonObject(pattern)) return [];
  return Object.entries(pattern).flatMap(([name, value]) =>
    name === '$or' && Array.isArray(value) ? (value as readonly JsonValue[]).flatMap(fieldsOf) : [name],
  );
}
