import { type FormatName, formatOf } from './keys/formats.ts';
import type { Key } from './keys/key.ts';
import { appliesTo, isKeyPath, type KeyPath, keyAt, keyPaths } from './keys/keys.ts';
import { type TriggerType, triggerTypes } from './keys/trigger-keys.ts';
import { BOOLEAN_PATTERN, expectedOf } from './read/read-value.ts';

/** A JSON Schema, as far as it matters here. */
export type JsonSchema = boolean | Schema;

interface Schema {
  readonly [keyword: string]: unknown;
}

/** The JSON Schema of `lambda.yaml`, from which editors complete and check: the table of keys in other words. */
export function jsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'lambda.yaml: the configuration of alr-builder',
    ...sectionSchema('', keyPaths),
    required: ['image', 'trigger'],
    allOf: triggerTypes.map(forTrigger),
  };
}

/** The schema of a section and all that is below it. */
function sectionSchema(section: string, paths: readonly KeyPath[]): Schema {
  const prefix = section === '' ? '' : `${section}.`;
  const names = [...new Set(paths.map((path) => path.slice(prefix.length).split('.')[0] ?? ''))];
  const properties = names.map((name) => {
    const path = prefix + name;
    if (isKeyPath(path)) return [name, keySchema(keyAt(path))];
    const below = paths.filter((key) => key.startsWith(`${path}.`));
    const schema = sectionSchema(path, below);
    return [name, below.some((key) => isAlwaysRequired(keyAt(key))) ? schema : orNull(schema)];
  });
  const required = names.filter((name) => {
    const path = prefix + name;
    return isKeyPath(path) && isAlwaysRequired(keyAt(path));
  });
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
}

function isAlwaysRequired(key: Key): boolean {
  return key.required === true && key.for === undefined;
}

/** What holds where `trigger.type` is this one: the keys that it requires. */
function forTrigger(trigger: TriggerType): JsonSchema {
  const paths = keyPaths.filter(
    (path) => keyAt(path).for !== undefined && keyAt(path).required && appliesTo(path, trigger),
  );
  return {
    if: {
      properties: { trigger: { properties: { type: { const: trigger } }, required: ['type'] } },
      required: ['trigger'],
    },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in what is never awaited
    then: paths
      .map((path) => path.split('.'))
      .reduceRight<JsonSchema>((all, names) => merge(all, requires(names)), true),
  };
}

/** The schema that a value must be there at this path, and not an empty one. */
function requires([name, ...below]: readonly string[]): JsonSchema {
  if (name === undefined) return { not: { enum: [null, ''] } };
  return { type: 'object', required: [name], properties: { [name]: requires(below) } };
}

function merge(a: JsonSchema, b: JsonSchema): JsonSchema {
  return a === true ? b : { allOf: [a, b] };
}

function keySchema(key: Key): JsonSchema {
  const description = `${key.description} Must be ${expectedOf(key)}.${defaultText(key)}`;
  const schema = isAlwaysRequired(key) ? valueSchema(key) : orNothing(valueSchema(key), key);
  return { description, ...schema, ...('default' in key && { default: key.default }) };
}

/** `Default: 30.` */
function defaultText(key: Key): string {
  return key.derived === undefined ? '' : ` Default: ${key.derived}.`;
}

function valueSchema(key: Key): Schema {
  switch (key.type) {
    case 'text':
      return textSchema(key.format);
    case 'integer': {
      const number = key.values ? { enum: key.values } : { type: 'integer', minimum: key.min, maximum: key.max };
      return orReference({ anyOf: [number, { type: 'string', pattern: '^-?[0-9]+$' }] });
    }
    case 'boolean':
      return orReference({ anyOf: [{ type: 'boolean' }, { type: 'string', pattern: BOOLEAN_PATTERN }] });
    case 'choice':
      return orReference({ enum: key.choices });
    case 'list': {
      const item = textSchema(key.format);
      return { anyOf: [item, { type: 'array', items: item }] };
    }
    case 'map':
      return {
        type: 'object',
        propertyNames: { pattern: formatOf(key.names).pattern },
        additionalProperties: orNull(textSchema(key.values)),
      };
  }
}

/** A text; one that may be all digits, or true, need not be quoted: it is read as it is written. */
function textSchema(format: FormatName): Schema {
  const { pattern } = formatOf(format);
  const matches = (text: string) => new RegExp(pattern, 'u').test(text);
  const type = ['string', ...(matches('123456789012') ? ['number'] : []), ...(matches('true') ? ['boolean'] : [])];
  return orReference({ type: type.length === 1 ? 'string' : type, pattern });
}

/** Any value may come from the environment. */
function orReference(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'string', pattern: '\\$\\{' }] };
}

/** A key may be set to nothing: then its default holds. */
function orNothing(schema: Schema, key: Key): Schema {
  return { anyOf: [schema, { enum: key.type === 'map' ? [null] : [null, ''] }] };
}

/** Below a section there may be nothing. */
function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}
