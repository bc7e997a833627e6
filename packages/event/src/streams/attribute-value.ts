import { isObject } from '../payload/json.ts';

/** A value is not a DynamoDB attribute value. The value itself is not in the error. */
export class InvalidAttributeValueError extends Error {
  override get name(): string {
    return 'InvalidAttributeValueError';
  }
}

/**
 * Decodes the attributes of an item.
 *
 * @throws {InvalidAttributeValueError} a value has no known type
 */
export function decodeItem(item: unknown): Record<string, unknown> {
  if (!isObject(item)) throw invalid('M');
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, decodeAttributeValue(value)]));
}

/**
 * Decodes an attribute value
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html). A set becomes a
 * `Set`, binary a `Uint8Array`, and a number a number, or its text if a number cannot hold it exactly.
 *
 * @throws {InvalidAttributeValueError} the value has no known type
 */
export function decodeAttributeValue(attribute: unknown): unknown {
  // Some tools also list the other types, as null.
  const types = Object.entries(isObject(attribute) ? attribute : {}).filter(([, member]) => member !== null);
  const [[type = 'none', value] = []] = types;
  switch (type) {
    case 'S':
      return textOf(value, type);
    case 'N':
      return decodeNumber(textOf(value, type));
    case 'B':
      return decodeBinary(textOf(value, type));
    case 'BOOL':
      if (typeof value !== 'boolean') throw invalid(type);
      return value;
    case 'NULL':
      return null;
    case 'M':
      return decodeItem(value);
    case 'L':
      return listOf(value, type).map(decodeAttributeValue);
    case 'SS':
      return new Set(listOf(value, type).map((member) => textOf(member, type)));
    case 'NS':
      return new Set(listOf(value, type).map((member) => decodeNumber(textOf(member, type))));
    case 'BS':
      return new Set(listOf(value, type).map((member) => decodeBinary(textOf(member, type))));
    default:
      throw invalid(type);
  }
}

/** DynamoDB numbers have up to 38 digits, JavaScript numbers about 16: a number that would change stays text. */
function decodeNumber(text: string): number | string {
  const number = Number(text);
  return normalize(text) === normalize(String(number)) ? number : text;
}

/** The canonical form of a decimal number: its digits without leading and trailing zeros, and the exponent. */
function normalize(number: string): string {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(number);
  if (match === null) return number;
  const [, sign, integer = '', fraction = '', exponent = '0'] = match;
  const digits = (integer + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const scale = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign === '-' ? '-' : ''}${significant}e${scale}`;
}

function decodeBinary(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

function textOf(value: unknown, type: string): string {
  if (typeof value !== 'string') throw invalid(type);
  return value;
}

function listOf(value: unknown, type: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(type);
  return value;
}

function invalid(type: string): InvalidAttributeValueError {
  return new InvalidAttributeValueError(`the value is not a DynamoDB attribute value (type ${type})`);
}
