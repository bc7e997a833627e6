import { closestMatch } from '../../terminal/text/closest-match.ts';
import type { NegatedOperator, Operator } from './dialects.ts';
import { isInBlock, parseIpAddress, parseIpBlock } from './ip-address.ts';
import { parseNumericTest } from './numeric.ts';
import { checkNumber, type ParseContext, show } from './parse-context.ts';
import { isJsonObject, isLeaf, type JsonValue, type Leaf, type Matcher, type PatternPath } from './pattern.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

type Test = (value: Leaf) => boolean;

const nothing: Test = () => false;

/** Parses an item of the list of a field: a value, or a map with an operator. What is invalid matches nothing. */
export function parseMatcher(item: JsonValue, path: PatternPath, context: ParseContext): Matcher {
  if (isLeaf(item)) return isEqualTo(item);
  if (!isJsonObject(item)) {
    context.report(path, 'is a list: it must be a value, or a map with an operator');
    return nothing;
  }
  const [operator, ...others] = Object.keys(item);
  if (operator === undefined || others.length > 0) {
    const found = operator === undefined ? 'is an empty map' : `has several names, ${Object.keys(item).join(' and ')}`;
    context.report(path, `${found}: it must be a map with one operator, such as { prefix: abc }`);
    return nothing;
  }
  const { dialect } = context;
  const known = dialect.operators.find((each) => each === operator);
  if (known === undefined) {
    context.report([...path, operator], describeUnknown(operator, dialect.operators, dialect.name));
    return nothing;
  }
  return parseOperator(known, item[operator] ?? null, [...path, operator], context);
}

function describeUnknown(operator: string, known: readonly string[], where: string): string {
  const match = closestMatch(operator, known);
  const suggestion = match === undefined ? `they are ${known.join(', ')}` : `did you mean ${match}?`;
  return `is not an operator of ${where}; ${suggestion}`;
}

function parseOperator(operator: Operator, value: JsonValue, path: PatternPath, context: ParseContext): Matcher {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      if (context.dialect.hasCaseInside && isJsonObject(value)) return parseCaseInside(operator, value, path, context);
      return parseTextTest(operator, value, path, context);
    case 'equals-ignore-case':
    case 'wildcard':
      return parseTextTest(operator, value, path, context);
    case 'anything-but':
      return parseAnythingBut(value, path, context);
    case 'numeric':
      return parseNumericTest(value, path, context);
    case 'cidr':
      return parseCidr(value, path, context);
    case 'exists':
      if (typeof value !== 'boolean') context.report(path, `is ${show(value)}: it must be true or false`);
      return value === false ? 'absent' : () => true;
  }
}

/** Addresses can be written in different ways. */
function isEqualTo(expected: Leaf): Test {
  const address = typeof expected === 'string' ? parseIpAddress(expected) : undefined;
  if (address === undefined) return (value) => value === expected;
  return (value) => {
    const other = typeof value === 'string' ? parseIpAddress(value) : undefined;
    return other?.bits === address.bits && other.value === address.value;
  };
}

const textTests: Readonly<Record<Exclude<NegatedOperator, 'wildcard'>, (value: string, wanted: string) => boolean>> = {
  prefix: (value, wanted) => value.startsWith(wanted),
  suffix: (value, wanted) => value.endsWith(wanted),
  'equals-ignore-case': (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
};

function parseTextTest(operator: NegatedOperator, value: JsonValue, path: PatternPath, context: ParseContext): Test {
  if (typeof value !== 'string') {
    context.report(path, `is ${show(value)}: it must be a text`);
    return nothing;
  }
  if (operator !== 'wildcard') {
    const test = textTests[operator];
    return (text) => typeof text === 'string' && test(text, value);
  }
  const wildcard = parseWildcard(value);
  if ('error' in wildcard) {
    context.report(path, wildcard.error);
    return nothing;
  }
  return (text) => typeof text === 'string' && matchesWildcard(wildcard, text);
}

function parseCaseInside(
  operator: 'prefix' | 'suffix',
  value: Exclude<JsonValue, Leaf>,
  path: PatternPath,
  context: ParseContext,
): Test {
  const names = Object.keys(value);
  if (!isJsonObject(value) || names.length !== 1 || names[0] !== 'equals-ignore-case') {
    context.report(path, `is ${show(value)}: it must be a text, or { equals-ignore-case: TEXT }`);
    return nothing;
  }
  const wanted = value['equals-ignore-case'] ?? null;
  if (typeof wanted !== 'string') {
    context.report([...path, 'equals-ignore-case'], `is ${show(wanted)}: it must be a text`);
    return nothing;
  }
  const test = textTests[operator];
  return (text) => typeof text === 'string' && test(text.toLowerCase(), wanted.toLowerCase());
}

function parseAnythingBut(value: JsonValue, path: PatternPath, context: ParseContext): Test {
  const { dialect } = context;
  if (isJsonObject(value)) {
    const [operator = '', ...others] = Object.keys(value);
    const known = dialect.negatedOperators.find((each) => each === operator);
    if (known === undefined || others.length > 0) {
      const allowed = dialect.negatedOperators.join(', ');
      const nested = allowed === '' ? '' : `, or a map with one of the operators ${allowed}`;
      context.report(path, `is ${show(value)}: in ${dialect.name}, it must be a value, a list of values${nested}`);
      return nothing;
    }
    return not(parseNegated(known, value[known] ?? null, [...path, known], context));
  }
  const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue];
  const isOfOneType = values.every((each) => typeof each === typeof values[0]);
  if (values.length === 0 || !isOfOneType || !['string', 'number'].includes(typeof values[0])) {
    context.report(path, `is ${show(value)}: it must be texts only, or numbers only`);
    return nothing;
  }
  const tests = values.map((each, index) => {
    const at = Array.isArray(value) ? [...path, index] : path;
    if (typeof each === 'number') checkNumber(each, at, context);
    return isLeaf(each) ? (other: Leaf) => other === each : nothing;
  });
  return not(tests);
}

function parseNegated(operator: NegatedOperator, value: JsonValue, path: PatternPath, context: ParseContext): Test[] {
  const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue];
  if (values.length === 0) context.report(path, 'is an empty list: add a text');
  return values.map((each, index) => {
    const at = Array.isArray(value) ? [...path, index] : path;
    if (each === '' && (operator === 'prefix' || operator === 'suffix')) {
      context.report(at, 'is empty: every text starts and ends with an empty one, so nothing would match');
    }
    return parseTextTest(operator, each, at, context);
  });
}

function not(tests: readonly Test[]): Test {
  return (value) => !tests.some((test) => test(value));
}

function parseCidr(value: JsonValue, path: PatternPath, { report }: ParseContext): Test {
  const block = typeof value === 'string' ? parseIpBlock(value) : undefined;
  if (block === undefined) {
    const single = typeof value === 'string' && /\/(32|128)$/.test(value);
    const advice = single ? '; write a single address as a value, without cidr' : '';
    report(path, `is ${show(value)}: it must be a block of addresses, such as 10.0.0.0/24 or 2001:db8::/32${advice}`);
    return nothing;
  }
  return (text) => typeof text === 'string' && isInBlock(block, text);
}
