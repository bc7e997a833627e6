import { checkNumber, type ParseContext, show } from './parse-context.ts';
import type { JsonValue, Leaf, PatternPath } from './pattern.ts';

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
};

const EXPECTED = 'it must be a list such as [">", 0, "<=", 5], ["<", 10] or ["=", 3]';

/** Parses the value of `numeric`: a comparison, or a range of two. */
export function parseNumericTest(value: JsonValue, path: PatternPath, context: ParseContext): (value: Leaf) => boolean {
  const terms: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const [first, bound, second, end] = terms;
  const isRange = terms.length === 4;
  if (
    !(terms.length === 2 || isRange) ||
    !isComparison(first) ||
    typeof bound !== 'number' ||
    (isRange && (!isComparison(second) || typeof end !== 'number'))
  ) {
    context.report(path, `is ${show(value)}: ${EXPECTED}`);
    return () => false;
  }
  checkNumber(bound, [...path, 1], context);
  const isAbove = compare(first, bound);
  if (typeof second !== 'string' || typeof end !== 'number') return isAbove;
  checkNumber(end, [...path, 3], context);
  if (!first.startsWith('>') || !second.startsWith('<')) {
    context.report(path, `is ${show(value)}: a range starts with > or >=, followed by < or <=`);
  } else if (bound > end || (bound === end && (first === '>' || second === '<'))) {
    context.report(path, `is ${show(value)}: no number is in this range`);
  }
  const isBelow = compare(second, end);
  return (number) => isAbove(number) && isBelow(number);
}

function isComparison(term: JsonValue | undefined): term is string {
  return typeof term === 'string' && Object.hasOwn(comparisons, term);
}

function compare(operator: string, bound: number): (value: Leaf) => boolean {
  const comparison = comparisons[operator];
  return (value) => typeof value === 'number' && comparison?.(value, bound) === true;
}
