/** A schema of JSON, in the dialect of OpenAPI 3.1, which is JSON Schema 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** An object, or the schemas of its members. */
export interface ObjectSchema extends JsonSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** Any value. */
export const anything: JsonSchema = {};

export function text(description?: string): JsonSchema {
  return { type: 'string', ...(description !== undefined && { description }) };
}

export function number(description?: string): JsonSchema {
  return { type: 'number', ...(description !== undefined && { description }) };
}

export function flag(description?: string): JsonSchema {
  return { type: 'boolean', ...(description !== undefined && { description }) };
}

export function oneOf(...values: readonly string[]): JsonSchema {
  return { type: 'string', enum: values };
}

export function list(items: JsonSchema, description?: string): JsonSchema {
  return { type: 'array', items, ...(description !== undefined && { description }) };
}

/** An object with members of any names. */
export function record(values: JsonSchema, description?: string): JsonSchema {
  return { type: 'object', additionalProperties: values, ...(description !== undefined && { description }) };
}

export function object(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): ObjectSchema {
  return { type: 'object', properties: { ...required, ...optional }, required: Object.keys(required) };
}

/** A copy of the schema, with a description. */
export function described(schema: JsonSchema, description: string): JsonSchema {
  return { ...schema, description };
}
