import { type Dialect, eventBridgeDialect } from './dialects.ts';
import { matchEvent } from './match-event.ts';
import { parsePattern } from './parse-pattern.ts';
import { isJsonObject, isLeaf, type JsonObject, type JsonValue, type Leaf } from './pattern.ts';

/**
 * Changes an event so that it matches a pattern. What the pattern does not mention stays as it is.
 *
 * @returns undefined if no such event is found
 */
export function exampleEvent(
  pattern: JsonValue,
  event: JsonObject,
  dialect: Dialect = eventBridgeDialect,
): JsonObject | undefined {
  const { pattern: parsed, problems } = parsePattern(pattern, dialect);
  if (problems.length > 0 || !isJsonObject(pattern)) return undefined;
  const example = satisfy(pattern, event, dialect);
  return matchEvent(parsed, example) ? example : undefined;
}

function satisfy(pattern: JsonObject, event: JsonObject, dialect: Dialect): JsonObject {
  let example: JsonObject = event;
  for (const [name, value] of Object.entries(pattern)) {
    if (name === '$or' && Array.isArray(value)) {
      const [first] = value as readonly JsonValue[];
      if (isJsonObject(first)) example = satisfy(first, example, dialect);
      continue;
    }
    example = withField(example, name.split('.'), value, dialect);
  }
  return example;
}

/** The event with a value for one field; `a.b` is a field in `a`. */
function withField(event: JsonObject, path: readonly string[], pattern: JsonValue, dialect: Dialect): JsonObject {
  const [name = '', ...below] = path;
  const current = event[name];
  if (below.length > 0 || isJsonObject(pattern)) {
    const change = (value: JsonValue | undefined): JsonObject => {
      const inside = isJsonObject(value) ? value : {};
      if (below.length > 0) return withField(inside, below, pattern, dialect);
      return satisfy(pattern as JsonObject, inside, dialect);
    };
    // A pattern looks into each object of a list.
    const isList = Array.isArray(current) && current.some(isJsonObject);
    return { ...event, [name]: isList ? (current as readonly JsonValue[]).map(change) : change(current) };
  }
  const matchers = isLeaf(pattern) ? [] : (pattern as readonly JsonValue[]);
  const value = exampleValue(matchers, current, dialect);
  const { [name]: _, ...others } = event;
  if (value === undefined) return others;
  return { ...event, [name]: Array.isArray(current) ? [value] : value };
}

/** A value that one of the matchers accepts: the current one if possible. Undefined if there must not be any. */
function exampleValue(matchers: readonly JsonValue[], current: JsonValue | undefined, dialect: Dialect) {
  const { pattern } = parsePattern({ field: matchers }, dialect);
  const accepts = (value: Leaf) => matchEvent(pattern, { field: value });
  const [present = null] = [current].flat() as (JsonValue | undefined)[];
  const kept = isLeaf(present) && current !== undefined ? [present] : [];
  // A value that is written out is more realistic than one that is derived from an operator.
  const candidates = [...kept, ...matchers.filter(isLeaf), ...matchers.flatMap(candidatesOf)];
  return candidates.find(accepts);
}

/** Values that a matcher may accept. */
function candidatesOf(matcher: JsonValue): Leaf[] {
  if (isLeaf(matcher)) return [matcher];
  if (!isJsonObject(matcher)) return [];
  const [[operator = '', operand = null] = []] = Object.entries(matcher);
  switch (operator) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
      return isJsonObject(operand) ? candidatesOf(operand) : [operand as Leaf];
    case 'wildcard':
      return [String(operand).replaceAll(/\\(.)|\*/g, (_, escaped?: string) => escaped ?? '')];
    case 'numeric':
      return numbersNear((operand as readonly JsonValue[]).filter((each) => typeof each === 'number'));
    case 'cidr':
      return [String(operand).split('/')[0] ?? ''];
    case 'exists':
    case 'anything-but':
      return ['example', 'another', '', 1, 2, 0];
    default:
      return [];
  }
}

/** The limits of a range, what is next to them, and what is between them. */
function numbersNear(limits: readonly number[]): number[] {
  const [low = 0, high = low] = limits;
  return [...limits, ...limits.flatMap((limit) => [limit + 1, limit - 1]), (low + high) / 2];
}
