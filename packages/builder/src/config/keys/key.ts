import { type FormatName, formatOf } from './formats.ts';

declare const valueType: unique symbol;

interface KeyBase<Value> {
  /** One sentence for the documentation and for editors. */
  readonly description: string;
  /** The variable in `lambda.env` that sets this key. */
  readonly env: string;
  /** There is no default: the user has to set the key. */
  readonly required?: true;
  /** The values may be secrets: they are not printed. The names in a map are. */
  readonly secret?: true;
  /** What the default depends on, if it is not a constant. */
  readonly derived?: string;
  /** Only for the type checker: the type of the key's value. Never set. */
  readonly [valueType]?: () => Value;
}

/** Text on one line. */
export interface TextKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'text';
  readonly format: FormatName;
  readonly default?: string;
  /** Computes the default from the value of another text key. */
  readonly defaultFrom?: { readonly path: string; readonly derive: (value: string) => string };
}

/** An integer from a range or a list. */
export interface IntegerKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
  /** The only values that AWS accepts, if not every integer in the range is allowed. */
  readonly values?: readonly number[];
  readonly unit?: 'seconds' | 'minutes' | 'MB' | 'days';
  readonly default?: number;
}

/** `true` or `false`. */
export interface BooleanKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'boolean';
  readonly default: boolean;
}

/** One of a few words. */
export interface ChoiceKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default?: string;
}

/** A list of texts: a list (or a single text) in YAML, separated by commas in a variable. */
export interface ListKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'list';
  readonly format: FormatName;
  readonly default: readonly string[];
}

/** Texts by name: a map in YAML; in a variable, a JSON object or `NAME=value` pairs separated by commas. */
export interface MapKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'map';
  readonly names: FormatName;
  readonly values: FormatName;
}

/** A structure: maps and lists in YAML, or JSON as text. The value is JSON as text, or a list of such texts. */
export interface JsonKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'json';
  /** An event pattern, one or several of them, or any value. */
  readonly shape: 'pattern' | 'patterns' | 'any value';
  readonly default?: readonly string[];
}

/**
 * Resources by name, some with settings: a list of names, or a map of them. The value is JSON as text: the settings of
 * each resource by its name.
 */
export interface ResourcesKey<Value = unknown> extends KeyBase<Value> {
  readonly type: 'resources';
  readonly names: FormatName;
  /** The settings of a resource. Those that are not set are not in the value. */
  readonly settings: Readonly<Record<string, TextKey | IntegerKey | BooleanKey | ListKey>>;
  readonly default?: string;
}

/**
 * A configuration key: everything that the validation, the JSON Schema, the page and the commands know
 * about it.
 */
export type Key<Value = unknown> =
  | TextKey<Value>
  | IntegerKey<Value>
  | BooleanKey<Value>
  | ChoiceKey<Value>
  | ListKey<Value>
  | MapKey<Value>
  | JsonKey<Value>
  | ResourcesKey<Value>;

/** The type of a key's value. */
export type KeyValue<K> = K extends { readonly [valueType]?: () => infer Value } ? Value : never;

/** Values of `true` and `false` as YAML 1.2 defines them. */
export const BOOLEAN_PATTERN = '^([Tt]rue|TRUE|[Ff]alse|FALSE)$';

type Options<K extends Key> = Omit<K, 'type' | typeof valueType>;

/** The key has a value in every valid configuration. */
type AlwaysSet<Value> =
  | { readonly default: Value }
  | { readonly required: true }
  | { readonly defaultFrom: NonNullable<TextKey['defaultFrom']> };

/** A key for text; without a default it may be undefined. */
export function text(options: Options<TextKey> & AlwaysSet<string>): TextKey<string>;
export function text(options: Options<TextKey>): TextKey<string | undefined>;
export function text(options: Options<TextKey>): TextKey {
  return { type: 'text', ...options };
}

/** A key for an integer; without a default it may be undefined. */
export function integer(options: Options<IntegerKey> & AlwaysSet<number>): IntegerKey<number>;
export function integer(options: Options<IntegerKey>): IntegerKey<number | undefined>;
export function integer(options: Options<IntegerKey>): IntegerKey {
  return { type: 'integer', ...options };
}

/** A key for `true` or `false`. */
export function boolean(options: Options<BooleanKey>): BooleanKey<boolean> {
  return { type: 'boolean', ...options };
}

/** A key for one of a few words; without a default it may be undefined. */
export function choice<const Choice extends string>(
  options: Options<ChoiceKey> & { readonly choices: readonly Choice[] } & AlwaysSet<NoInfer<Choice>>,
): ChoiceKey<Choice>;
export function choice<const Choice extends string>(
  options: Options<ChoiceKey> & { readonly choices: readonly Choice[] },
): ChoiceKey<Choice | undefined>;
export function choice(options: Options<ChoiceKey>): ChoiceKey {
  return { type: 'choice', ...options };
}

/** A key for a list of texts. */
export function list(options: Options<ListKey>): ListKey<readonly string[]> {
  return { type: 'list', ...options };
}

/** A key for texts by name; the default is an empty map. */
export function map(options: Options<MapKey>): MapKey<Readonly<Record<string, string>>> {
  return { type: 'map', ...options };
}

/** A key for an event pattern. */
export function eventPattern(options: Omit<Options<JsonKey>, 'shape'>): JsonKey<string | undefined> {
  return { type: 'json', shape: 'pattern', ...options };
}

/** A key for an event pattern or a list of them. */
export function eventPatterns(options: Omit<Options<JsonKey>, 'shape' | 'default'>): JsonKey<readonly string[]> {
  return { type: 'json', shape: 'patterns', default: [], ...options };
}

/** A key for any value that becomes JSON. */
export function anyValue(options: Omit<Options<JsonKey>, 'shape'>): JsonKey<string | undefined> {
  return { type: 'json', shape: 'any value', ...options };
}

/** A key for resources by name. */
export function resources(options: Options<ResourcesKey>): ResourcesKey<string | undefined> {
  return { type: 'resources', ...options };
}

const expectedShapes: Readonly<Record<JsonKey['shape'], string>> = {
  pattern: 'an event pattern: a map of fields, each with a list of values or operators, such as { source: [my.shop] }',
  patterns: 'an event pattern, such as { body: { kind: [order] } }, or a list of them',
  'any value': 'a text, a map or a list',
};

/** Describes the values that a key accepts; completes "must be ...". */
export function expectedValue(key: Key): string {
  switch (key.type) {
    case 'text':
      return formatOf(key.format).expected;
    case 'integer': {
      const unit = key.unit === undefined ? '' : ` (${key.unit})`;
      if (key.values !== undefined) return `one of ${key.values.join(', ')}${unit}`;
      return `a whole number from ${key.min} to ${key.max}${unit}`;
    }
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${key.choices.join(', ')}`;
    case 'list':
      return `a list, each entry ${formatOf(key.format).expected}`;
    case 'map':
      return `a map, each name ${formatOf(key.names).expected}`;
    case 'json':
      return expectedShapes[key.shape];
    case 'resources':
      return `a list of names, or a map of them, each ${formatOf(key.names).expected}; settings are ${Object.keys(key.settings).join(', ')}`;
  }
}
