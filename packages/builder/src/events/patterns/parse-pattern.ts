import { type Dialect, eventBridgeDialect } from './dialects.ts';
import { type ParseContext, show } from './parse-context.ts';
import { parseMatcher } from './parse-matcher.ts';
import {
  type EventPattern,
  type FieldPattern,
  isJsonObject,
  isLeaf,
  type JsonObject,
  type JsonValue,
  type PatternPath,
  type PatternProblem,
} from './pattern.ts';

/** A pattern, and what is wrong with it. */
export interface ParsedPattern {
  /** Matches less than it should if there are problems. */
  readonly pattern: EventPattern;
  readonly problems: readonly PatternProblem[];
}

/**
 * Parses an event pattern, as EventBridge, Lambda's event source mappings and SNS understand it.
 *
 * @param dialect the rules of the service; by default, those of EventBridge
 */
export function parsePattern(value: JsonValue, dialect: Dialect = eventBridgeDialect): ParsedPattern {
  const problems: PatternProblem[] = [];
  const context: ParseContext = { dialect, report: (path, message) => void problems.push({ path, message }) };
  if (isJsonObject(value)) {
    const pattern = parseObject(value, { names: [], path: [] }, context);
    reportDuplicates(pattern, context);
    return { pattern, problems };
  }
  context.report([], `is ${show(value)}: it must be a map of fields, such as { source: [aws.ec2] }`);
  return { pattern: { fields: [], alternatives: [] }, problems };
}

/** Where a part of a pattern is: in events, and in the pattern. */
interface Place {
  readonly names: readonly string[];
  readonly path: PatternPath;
}

function parseObject(object: JsonObject, place: Place, context: ParseContext): EventPattern {
  const entries = Object.entries(object);
  if (entries.length === 0) context.report(place.path, 'is an empty map: name at least one field');
  return combine(
    entries.map(([name, value]) => {
      const path = [...place.path, name];
      if (name === '$or' && isChoice(value)) return parseAlternatives(value, { ...place, path }, context);
      return parseField(value, { names: [...place.names, name], path }, context);
    }),
  );
}

function parseField(value: JsonValue, place: Place, context: ParseContext): EventPattern {
  if (isJsonObject(value)) return parseObject(value, place, context);
  if (isLeaf(value)) {
    context.report(place.path, `is ${show(value)}: a field needs a list of values, [${show(value)}]`);
    return { fields: [], alternatives: [] };
  }
  if (value.length === 0) context.report(place.path, 'is an empty list, which no event matches: add a value');
  const matchers = value.map((item, index) => parseMatcher(item, [...place.path, index], context));
  return { fields: [{ name: place.names.join('.'), matchers }], alternatives: [] };
}

function parseAlternatives(items: readonly JsonObject[], place: Place, context: ParseContext): EventPattern {
  const patterns = items.map((item, index) =>
    parseObject(item, { names: place.names, path: [...place.path, index] }, context),
  );
  return { fields: [], alternatives: [patterns] };
}

/** Names that AWS does not accept as fields in alternatives: with them, `$or` is the name of a field. */
const reservedNames: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** Whether the value of `$or` makes it an operator: at least two maps, which name no operators. */
function isChoice(value: JsonValue): value is readonly JsonObject[] {
  if (!Array.isArray(value) || value.length < 2) return false;
  return value.every((item) => isJsonObject(item) && !Object.keys(item).some((name) => reservedNames.has(name)));
}

function combine(patterns: readonly EventPattern[]): EventPattern {
  return {
    fields: patterns.flatMap(({ fields }) => fields),
    alternatives: patterns.flatMap(({ alternatives }) => alternatives),
  };
}

/** AWS would use only one of two lists for the same field. */
function reportDuplicates(pattern: EventPattern, { report }: ParseContext): void {
  const twice = findDuplicate(pattern, new Set());
  if (twice === undefined) return;
  report([], `names the field ${twice} twice: write all of its values in one list`);
}

function findDuplicate({ fields, alternatives }: EventPattern, outer: ReadonlySet<string>): string | undefined {
  const names = new Set(outer);
  for (const { name } of fields satisfies readonly FieldPattern[]) {
    if (names.has(name)) return name;
    names.add(name);
  }
  for (const choice of alternatives) {
    for (const each of choice) {
      const twice = findDuplicate(each, names);
      if (twice !== undefined) return twice;
    }
  }
  return undefined;
}
