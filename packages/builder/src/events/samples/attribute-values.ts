import type { AttributeMap } from './stream-records.ts';

/** A value of an item as JavaScript has it. Members that are undefined do not exist. */
export type ItemValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Uint8Array
  | ReadonlySet<string>
  | ReadonlySet<number>
  | ReadonlySet<Uint8Array>
  | readonly ItemValue[]
  | { readonly [name: string]: ItemValue };

/** An item as JavaScript has it: `{ id: '1', count: 2 }`. */
export type Item = Readonly<Record<string, ItemValue>>;

/** The item in the notation of DynamoDB. */
export function attributesOf(item: Item): AttributeMap {
  const present = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, attributeValue(value)]));
}

/** The same item, with bytes in Base64 instead of as bytes. */
export function withoutBytes(image: AttributeMap): AttributeMap {
  return mapped(image, (bytes) => (bytes instanceof Uint8Array ? base64(bytes) : bytes));
}

/** The same item, with bytes instead of Base64. */
export function withBytes(image: AttributeMap): Record<string, never> {
  // The types of clients have a union of all kinds of attributes, which is checked when an item is put.
  return mapped(image, (bytes) => Buffer.from(bytes as string, 'base64')) as Record<string, never>;
}

/** Replaces the bytes in an item. */
function mapped(image: AttributeMap, replace: (bytes: unknown) => unknown): AttributeMap {
  const mapValue = (value: object): object => {
    const [entry] = Object.entries(value) as [string, unknown][];
    const [type = '', content] = entry ?? [];
    if (type === 'B') return { B: replace(content) };
    if (type === 'BS') return { BS: (content as readonly unknown[]).map(replace) };
    if (type === 'L') return { L: (content as readonly object[]).map(mapValue) };
    if (type === 'M') return { M: mapped(content as AttributeMap, replace) };
    return value;
  };
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, mapValue(value)]));
}

/** The first attribute of an item, which serves as its key. */
export function firstAttributeOf(image: AttributeMap): AttributeMap {
  return Object.fromEntries(Object.entries(image).slice(0, 1));
}

/** A value in the notation of DynamoDB. Bytes are in Base64, as they are in events. */
function attributeValue(value: ItemValue): object {
  if (value === null || value === undefined) return { NULL: true };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
    case 'bigint':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      if (value instanceof Uint8Array) return { B: base64(value) };
      if (value instanceof Set) return setValue([...value]);
      if (Array.isArray(value)) return { L: (value as readonly ItemValue[]).map(attributeValue) };
      return { M: attributesOf(value as Item) };
  }
}

function setValue(values: readonly (string | number | Uint8Array)[]): object {
  const [first] = values;
  if (typeof first === 'number') return { NS: values.map(String) };
  if (first instanceof Uint8Array) return { BS: (values as readonly Uint8Array[]).map(base64) };
  return { SS: values };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

const typeTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  S: isText,
  N: (value) => isText(value) && value !== '' && Number.isFinite(Number(value)),
  B: (value) => isText(value) || value instanceof Uint8Array,
  BOOL: (value) => typeof value === 'boolean',
  NULL: (value) => value === true,
  L: (value) => Array.isArray(value) && value.every(isAttributeValue),
  M: (value) => isObject(value) && Object.values(value).every(isAttributeValue),
  SS: (value) => Array.isArray(value) && value.every(isText),
  NS: (value) => Array.isArray(value) && value.every(isText),
  BS: (value) => Array.isArray(value) && value.every((each) => isText(each) || each instanceof Uint8Array),
};

/** Whether an item is in the notation of DynamoDB: each of its attributes is an object with its type. */
export function isAttributeMap(item: object): item is AttributeMap {
  const values = Object.values(item);
  return values.length > 0 && values.every(isAttributeValue);
}

function isAttributeValue(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return false;
  const [type, content] = entry;
  return Object.hasOwn(typeTests, type) && typeTests[type]?.(content) === true;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
