import { type ExactJson, ExactNumber, isSameNumber, parseExactJson } from './exact-json.ts';
import { type JsonPath, PARSED } from './json-path.ts';

/** A place at which two values differ. */
export interface JsonDifference {
  readonly path: JsonPath;
  /** The earlier value; undefined if there was none. */
  readonly before?: ExactJson | undefined;
  /** The later value; undefined if there is none. */
  readonly after?: ExactJson | undefined;
}

/**
 * Compares two values of JSON. The order of the members of an object does not matter. Texts that are JSON, such as the
 * body of an HTTP response, are compared by what they contain.
 */
export function compareJson(before: ExactJson, after: ExactJson, path: JsonPath = []): JsonDifference[] {
  const found: JsonDifference[] = [];
  collect(before, after, path, found);
  return found;
}

function collect(before: ExactJson, after: ExactJson, path: JsonPath, found: JsonDifference[]): void {
  if (isList(before) && isList(after)) collectInLists(before, after, path, found);
  else if (isObject(before) && isObject(after)) collectInObjects(before, after, path, found);
  else if (!isSameScalar(before, after)) collectInTexts(before, after, path, found);
}

/** Looks into two texts that are JSON. Other values are different as a whole. */
function collectInTexts(before: ExactJson, after: ExactJson, path: JsonPath, found: JsonDifference[]): void {
  const [innerBefore, innerAfter] = [structureIn(before), structureIn(after)];
  if (innerBefore === undefined || innerAfter === undefined) found.push({ path, before, after });
  else collect(innerBefore, innerAfter, [...path, PARSED], found);
}

/** Items that are the same at the beginning and at the end stay together, so that an insertion is one difference. */
function collectInLists(
  before: readonly ExactJson[],
  after: readonly ExactJson[],
  path: JsonPath,
  found: JsonDifference[],
): void {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  let end = 0;
  if (before.length !== after.length) {
    while (start < shorter && isEqual(before[start], after[start])) start++;
    while (end < shorter - start && isEqual(before.at(-1 - end), after.at(-1 - end))) end++;
  }
  for (let index = start; index < shorter - end; index++) {
    // Both have this item.
    collect(before[index] as ExactJson, after[index] as ExactJson, [...path, index], found);
  }
  for (let index = shorter - end; index < before.length - end; index++) {
    found.push({ path: [...path, index], before: before[index] });
  }
  for (let index = shorter - end; index < after.length - end; index++) {
    found.push({ path: [...path, index], after: after[index] });
  }
}

function collectInObjects(before: JsonMembers, after: JsonMembers, path: JsonPath, found: JsonDifference[]): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [left, right] = [memberOf(before, name), memberOf(after, name)];
    if (left === undefined) found.push({ path: [...path, name], after: right });
    else if (right === undefined) found.push({ path: [...path, name], before: left });
    else collect(left, right, [...path, name], found);
  }
}

/** Whether there is no difference. Unlike the search for differences, it looks at each item only once. */
function isEqual(left: ExactJson | undefined, right: ExactJson | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left);
    const isSameSize = names.length === Object.keys(right).length;
    return isSameSize && names.every((name) => isEqual(memberOf(left, name), memberOf(right, name)));
  }
  if (isSameScalar(left, right)) return true;
  const [innerLeft, innerRight] = [structureIn(left), structureIn(right)];
  return innerLeft !== undefined && innerRight !== undefined && isEqual(innerLeft, innerRight);
}

type JsonMembers = { readonly [name: string]: ExactJson };

function memberOf(object: JsonMembers, name: string): ExactJson | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isSameScalar(left: ExactJson, right: ExactJson): boolean {
  return isNumber(left) && isNumber(right) ? isSameNumber(left, right) : left === right;
}

function isNumber(value: ExactJson): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value);
}

function isObject(value: ExactJson): value is JsonMembers {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof ExactNumber);
}

/** The object or list that a text contains; undefined if it is another text, or no text. */
function structureIn(value: ExactJson): ExactJson | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return parseExactJson(value);
  } catch {
    return undefined;
  }
}
