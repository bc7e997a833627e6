import { type FormatName, formatOf } from './keys/formats.ts';
import { BOOLEAN_PATTERN, expectedValue, type JsonKey, type Key, type ResourcesKey } from './keys/key.ts';
import { appliesTo, type KeyPath, keyAt, keyPaths, shorthandOf, triggersOf } from './keys/keys.ts';
import { fileScope, functionScope, type KeyScope, sectionPath, triggerScope } from './keys/scopes.ts';
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
    definitions: { trigger: triggerSchema(), function: functionSchema() },
    ...partSchema(fileScope, { triggers: triggerList, functions: functionMap }),
    // A file with functions leaves to them what belongs to one function.
    if: { properties: { functions: false } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; the object is never awaited
    then: {
      required: ['image'],
      properties: { image: { required: ['handler'] } },
      oneOf: [{ required: ['trigger'] }, { required: ['triggers'] }],
      allOf: triggerTypes.map((type) => triggerConstraints(type, ['trigger'])),
    },
    else: {
      required: ['project'],
      properties: {
        trigger: false,
        triggers: false,
        image: { properties: { handler: false } },
        lambda: { properties: { name: false } },
        role: { properties: { name: false } },
      },
    },
  };
}

const triggerList = {
  description: 'What invokes the function: a list of triggers.',
  anyOf: [{ type: 'array', items: { $ref: '#/definitions/trigger' } }, { type: 'null' }],
};

const functionMap = {
  description: 'The functions of the project by their names. All of them share one image.',
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: formatOf('function key').pattern },
  additionalProperties: { $ref: '#/definitions/function' },
};

function functionSchema(): Schema {
  return {
    ...partSchema(functionScope, { triggers: triggerList, was: formerName }),
    required: ['handler'],
    not: { required: ['trigger', 'triggers'] },
    allOf: triggerTypes.map((type) => triggerConstraints(type, ['trigger'])),
  };
}

const formerName = {
  description: 'The former name of the function, which is still deployed under it: takes it over with all that it has.',
  anyOf: [{ type: 'string' }, { type: 'null' }],
};

function triggerSchema(): Schema {
  return {
    ...partSchema(triggerScope, { name: triggerName }),
    allOf: triggerTypes.map((type) => triggerConstraints(type, [])),
  };
}

const triggerName = {
  description: `The name of the trigger, which is a part of generated names. Must be ${formatOf('trigger name').expected}. Default: its type, then for example sqs-2.`,
  anyOf: [orReference({ type: 'string', pattern: formatOf('trigger name').pattern }), { type: 'null' }],
};

/** The schema of a part of the file: the whole file, a function or a trigger. */
function partSchema(scope: KeyScope, others: Readonly<Record<string, Schema>>): Schema {
  const { properties, ...schema } = sectionSchema('', [...scope.keys.keys()], scope);
  return { ...schema, properties: { ...(properties as object), ...others } };
}

/** The schema of a section and everything in it. */
function sectionSchema(section: string, paths: readonly string[], scope: KeyScope): Schema {
  const prefix = section === '' ? '' : `${section}.`;
  const names = [...new Set(paths.map((path) => path.slice(prefix.length).split('.')[0] ?? ''))];
  const isRequired = (path: string) => {
    const key = scope.keys.get(path);
    return key !== undefined && isAlwaysRequired(key);
  };
  const properties = names.map((name) => {
    const path = prefix + name;
    const key = scope.keys.get(path);
    // A trigger has the same keys wherever it is, but a name only in a list.
    if (section === 'trigger') return [name, { $ref: `#/definitions/trigger/properties/${name}` }];
    if (key !== undefined) return [name, keySchema(key)];
    const below = paths.filter((each) => each.startsWith(`${path}.`));
    const schema = sectionSchema(path, below, scope);
    const shorthand = shorthandIn(path, scope);
    if (shorthand !== undefined) return [name, orNull({ anyOf: [valueSchema(keyAt(shorthand)), schema] })];
    return [name, scope !== functionScope && below.some(isRequired) ? schema : orNull(schema)];
  });
  // Whether the handler of a file is required depends on whether it has functions.
  const required = names.filter(
    (name) => isRequired(prefix + name) && scope.keys.get(prefix + name) !== 'image.handler',
  );
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
}

/** The key that a text stands for if it is written instead of the section at this path of a part. */
function shorthandIn(path: string, scope: KeyScope): KeyPath | undefined {
  const section = sectionPath(path, scope);
  return section === undefined ? undefined : shorthandOf(section);
}

function isAlwaysRequired(path: KeyPath): boolean {
  return keyAt(path).required === true && triggersOf(path) === undefined;
}

/**
 * The additional constraints for one type of trigger: the keys that it requires.
 *
 * @param section the path of the trigger; empty for the trigger itself
 */
function triggerConstraints(trigger: TriggerType, section: readonly string[]): JsonSchema {
  const paths = keyPaths.filter(
    (path) => triggersOf(path) !== undefined && keyAt(path).required && appliesTo(path, trigger),
  );
  return {
    if: section.reduceRight<Schema>((inner, name) => ({ properties: { [name]: inner }, required: [name] }), {
      properties: { type: { const: trigger } },
      required: ['type'],
    }),
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; the object is never awaited
    then: paths
      .map((path) => [...section, ...path.split('.').slice(1)])
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
  return { description, ...schema, ...('default' in key && key.derived === undefined && { default: key.default }) };
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
    case 'json':
      return structureSchema(key);
    case 'resources':
      return resourcesSchema(key);
    case 'map':
      return {
        type: 'object',
        propertyNames: { pattern: formatOf(key.names).pattern },
        additionalProperties: orNull(textSchema(key.values)),
      };
  }
}

/** The schema of a structure. It can be written as JSON too. What a pattern may contain is left to the validation. */
function structureSchema({ shape }: JsonKey): Schema {
  const pattern = orReference({ anyOf: [{ type: 'object' }, { type: 'string', pattern: '^\\s*\\{' }] });
  switch (shape) {
    case 'pattern':
      return pattern;
    case 'patterns':
      return { anyOf: [pattern, { type: 'string', pattern: '^\\s*\\[' }, { type: 'array', items: pattern }] };
    case 'any value':
      return {};
  }
}

/** Names in a list, or resources with settings in a map. They can be written as text too. */
function resourcesSchema({ names, settings }: ResourcesKey): Schema {
  const ofOne = Object.entries(settings).map(([name, key]) => {
    const description = `${key.description} Must be ${expectedValue(key)}.`;
    return [name, { description, ...orNothing(valueSchema(key), key) }];
  });
  const resource = { type: 'object', additionalProperties: false, properties: Object.fromEntries(ofOne) };
  // Without the anchors, and the limit of the length, which only fits a text with one name.
  const name = formatOf(names).pattern.replaceAll(/^\^|\(\?=.+?\$\)|\$$/g, '');
  return {
    anyOf: [
      textSchema(names),
      // A structure as JSON, or several names.
      { type: 'string', pattern: `^\\s*[{[]|^\\s*${name}(\\s*,\\s*${name})+\\s*$` },
      { type: 'array', items: textSchema(names), uniqueItems: true },
      {
        type: 'object',
        propertyNames: { pattern: formatOf(names).pattern },
        additionalProperties: orNull(resource),
      },
    ],
  };
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
