import { isJsonObject, type JsonValue } from '../../events/patterns/pattern.ts';
import { parseJson } from '../../terminal/text/parse-json.ts';
import { expectedValue, type JsonKey } from '../keys/key.ts';
import type { RawSetting, RawText, RawTree } from './configuration-file.ts';
import type { Location, Problem } from './problem.ts';

/** Converts the value of a key with a structure to JSON; a list of patterns to a list of JSON texts. */
export function readJson(
  path: string,
  key: JsonKey,
  setting: Extract<RawSetting, { kind: 'text' | 'tree' }>,
  problems: Problem[],
): string | string[] | undefined {
  const { location } = setting;
  if (setting.kind === 'tree') return shaped(path, key, valueOfTree(setting.tree), location, problems);
  return parsed(path, key, setting, problems, (value) => shaped(path, key, value, location, problems));
}

function shaped(
  path: string,
  key: JsonKey,
  value: JsonValue,
  location: Location,
  problems: Problem[],
): string | string[] | undefined {
  if (key.shape === 'any value') return JSON.stringify(value);
  if (isJsonObject(value)) return key.shape === 'pattern' ? JSON.stringify(value) : [JSON.stringify(value)];
  if (key.shape === 'patterns' && Array.isArray(value)) {
    const patterns = (value as readonly JsonValue[]).map((item) =>
      typeof item === 'string'
        ? parsed(path, key, { text: item, location }, problems, (pattern) => patternText(pattern))
        : patternText(item),
    );
    if (patterns.every((pattern) => pattern !== undefined)) return patterns;
  }
  const reported = problems.some((problem) => problem.location === location);
  if (!reported) problems.push({ location, message: `${path} must be ${expectedValue(key)}` });
  return undefined;
}

function patternText(value: JsonValue): string | undefined {
  return isJsonObject(value) ? JSON.stringify(value) : undefined;
}

/** Parses JSON in a text. For any value, a text that does not look like JSON is itself the value. */
function parsed<Result>(
  path: string,
  { shape }: JsonKey,
  { text, location }: RawText,
  problems: Problem[],
  read: (value: JsonValue) => Result | undefined,
): Result | undefined {
  if (shape === 'any value' && !/^\s*[{["]/.test(text)) return read(text);
  try {
    return read(parseJson(text) as JsonValue);
  } catch (error) {
    // parseJson throws only JsonErrors.
    problems.push({ location, message: `${path} is ${(error as Error).message}` });
    return undefined;
  }
}

function valueOfTree(tree: RawTree): JsonValue {
  switch (tree.kind) {
    case 'leaf':
      return tree.value;
    case 'list':
      return tree.items.map(valueOfTree);
    case 'map':
      return Object.fromEntries([...tree.entries].map(([name, value]) => [name, valueOfTree(value)]));
  }
}
