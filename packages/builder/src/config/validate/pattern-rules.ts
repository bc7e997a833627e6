import type { Dialect } from '../../events/patterns/dialects.ts';
import { parsePattern } from '../../events/patterns/parse-pattern.ts';
import { describePath, type JsonValue, type PatternPath } from '../../events/patterns/pattern.ts';
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
