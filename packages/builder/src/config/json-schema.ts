import { type FormatName, formatOf } from './keys/formats.ts';
import { BOOLEAN_PATTERN, expectedValue, type Key } from './keys/key.ts';
import { appliesTo, isKeyPath, type KeyPath, keyAt, keyPaths, triggersOf } from './keys/keys.ts';
import { type TriggerType, triggerTypes } from './keys/trigger-keys.ts';

/** A JSON Schema. */
export type JsonSchema = boolean | Schema;

interface Schema {
  readonly [keyword: string]: unknown;
}

/** The JSON Schema of `lambda.yaml`, for completion and validation in editors; generated from the table of keys. */
export function jsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'lambda.yaml: the configuration of alr-builder',
    ...sectionSchema('', keyPaths),
    required: ['image', 'trigger'],
    allOf: triggerTypes.map(triggerConstraints),
  };
}

/** The schema of a section and everything in it. */
function sectionSchema(section: string, paths: readonly KeyPath[]): Schema {
  const prefix = section === '' ? '' : `${section}.`;
  const names = [...new Set(paths.map((path) => path.slice(prefix.length).split('.')[0] ?? ''))];
  const properties = names.map((name) => {
    const path = prefix + name;
    if (isKeyPath(path)) return [name, keySchema(path)];
    const below = paths.filter((key) => key.startsWith(`${path}.`));
    const schema = sectionSchema(path, below);
    return [name, below.some(isAlwaysRequired) ? schema : orNull(schema)];
  });
  const required = names.filter((name) => {
    const path = prefix + name;
    return isKeyPath(path) && isAlwaysRequired(path);
  });
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
}

function isAlwaysRequired(path: KeyPath): boolean {
  return keyAt(path).required === true && triggersOf(path) === undefined;
}

/** The additional constraints for one `trigger.type`: the keys that it requires. */
function triggerConstraints(trigger: TriggerType): JsonSchema {
  const paths = keyPaths.filter(
    (path) => triggersOf(path) !== undefined && keyAt(path).required && appliesTo(path, trigger),
  );
  return {
    if: {
      properties: { trigger: { properties: { type: { const: trigger } }, required: ['type'] } },
      required: ['trigger'],
    },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; the object is never awaited
    then: paths
      .map((path) => path.split('.'))
      .reduceRight<JsonSchema>((all, names) => merge(all, requires(names)), true),
  };
}

/** The schema that requires a value at this path that is not empty. */
function requires([name, ...below]: readonly string[]): JsonSchema {
  if (name === undefined) return { not: { enum: [null, ''] } };
  return { type: 'object', required: [name], properties: { [name]: requires(below) } };
}

function merge(a: JsonSchema, b: JsonSchema): JsonSchema {
  return a === true ? b : { allOf: [a, b] };
}

function keySchema(path: KeyPath): JsonSchema {
  const key = keyAt(path);
  const description = `${key.description} Must be ${expectedValue(key)}.${defaultText(key)}`;
  const schema = isAlwaysRequired(path) ? valueSchema(key) : orNothing(valueSchema(key), key);
  return { description, ...schema, ...('default' in key && { default: key.default }) };
}

/** Describes a default that is not a constant; a constant is in the schema's own keyword. */
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

/** A text. If it may look like a number or a boolean, it does not need quotes: it is read as written. */
function textSchema(format: FormatName): Schema {
  const { pattern } = formatOf(format);
  const matches = (text: string) => new RegExp(pattern, 'u').test(text);
  const type = ['string', ...(matches('123456789012') ? ['number'] : []), ...(matches('true') ? ['boolean'] : [])];
  return orReference({ type: type.length === 1 ? 'string' : type, pattern });
}

/** Any value may contain references to environment variables. */
function orReference(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'string', pattern: '\\$\\{' }] };
}

/** A key that is set to nothing has its default. */
function orNothing(schema: Schema, key: Key): Schema {
  return { anyOf: [schema, { enum: key.type === 'map' ? [null] : [null, ''] }] };
}

/** A section may be empty. */
function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}
