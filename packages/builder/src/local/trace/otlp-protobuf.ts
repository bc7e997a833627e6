/** The bytes are not a message of protobuf. */
export class ProtobufError extends Error {
  override get name(): string {
    return 'ProtobufError';
  }
}

/** What the JSON of OTLP has for a field. */
type Read = (value: number | bigint | Uint8Array, depth: number) => unknown;

interface Field {
  readonly name: string;
  readonly read: Read;
  readonly isList?: true;
}

type Message = Readonly<Record<number, Field>>;

/** Values can contain values. */
const MAX_DEPTH = 20;

/** https://github.com/open-telemetry/opentelemetry-proto: the fields of trace.proto and common.proto that we show. */
const anyValue: Message = {
  1: { name: 'stringValue', read: text },
  2: { name: 'boolValue', read: (value) => Boolean(value) },
  3: { name: 'intValue', read: (value) => Number(BigInt.asIntN(64, BigInt(numeric(value)))) },
  4: { name: 'doubleValue', read: double },
  5: { name: 'arrayValue', read: (value, depth) => read(arrayOfValues, bytes(value), depth) },
  6: { name: 'kvlistValue', read: (value, depth) => read(listOfMembers, bytes(value), depth) },
  7: { name: 'bytesValue', read: (value) => Buffer.from(bytes(value)).toString('base64') },
};
const keyValue: Message = { 1: { name: 'key', read: text }, 2: { name: 'value', read: message(anyValue) } };
const arrayOfValues: Message = { 1: { name: 'values', read: message(anyValue), isList: true } };
const listOfMembers: Message = { 1: { name: 'values', read: message(keyValue), isList: true } };
const event: Message = {
  2: { name: 'name', read: text },
  3: { name: 'attributes', read: message(keyValue), isList: true },
};
const status: Message = { 2: { name: 'message', read: text }, 3: { name: 'code', read: numeric } };
const span: Message = {
  1: { name: 'traceId', read: hexadecimal },
  2: { name: 'spanId', read: hexadecimal },
  4: { name: 'parentSpanId', read: hexadecimal },
  5: { name: 'name', read: text },
  6: { name: 'kind', read: numeric },
  7: { name: 'startTimeUnixNano', read: numeric },
  8: { name: 'endTimeUnixNano', read: numeric },
  9: { name: 'attributes', read: message(keyValue), isList: true },
  11: { name: 'events', read: message(event), isList: true },
  15: { name: 'status', read: message(status) },
};
const scopeSpans: Message = { 2: { name: 'spans', read: message(span), isList: true } };
const resourceSpans: Message = { 2: { name: 'scopeSpans', read: message(scopeSpans), isList: true } };
const exportRequest: Message = { 1: { name: 'resourceSpans', read: message(resourceSpans), isList: true } };

/**
 * Reads an `ExportTraceServiceRequest` into what the JSON of OTLP has.
 *
 * @throws {ProtobufError} it is none
 */
export function otlpOfProtobuf(request: Uint8Array): unknown {
  return read(exportRequest, request, 0);
}

function message(type: Message): Read {
  return (value, depth) => read(type, bytes(value), depth);
}

function read(type: Message, content: Uint8Array, depth: number): Record<string, unknown> {
  if (depth > MAX_DEPTH) throw new ProtobufError('the message is too deep');
  const found: Record<string, unknown> = {};
  const lists: Record<string, unknown[]> = {};
  for (const [number, value] of fieldsOf(content)) {
    const field = type[number];
    if (field === undefined) continue;
    const item = field.read(value, depth + 1);
    if (!field.isList) found[field.name] = item;
    else if (field.name in lists) lists[field.name]?.push(item);
    else lists[field.name] = [item];
  }
  return { ...found, ...lists };
}

/** The fields of a message: numbers, 8 bytes as a bigint, or bytes. */
function* fieldsOf(content: Uint8Array): Generator<readonly [number: number, value: number | bigint | Uint8Array]> {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let offset = 0;
  const take = (length: number): number => {
    if (length > content.length - offset) throw new ProtobufError('the message ends in the middle of a field');
    offset += length;
    return offset - length;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = content[take(1)] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError('a number has more than 64 bits');
  };
  while (offset < content.length) {
    const tag = varint();
    const [number, wireType] = [Number(tag >> 3n), Number(tag & 7n)];
    if (wireType === 0) yield [number, varint()];
    else if (wireType === 1) yield [number, view.getBigUint64(take(8), true)];
    else if (wireType === 5) yield [number, view.getUint32(take(4), true)];
    else if (wireType === 2) {
      const length = Number(varint());
      const start = take(length);
      yield [number, content.subarray(start, start + length)];
    } else throw new ProtobufError(`a field has the unknown type ${wireType}`);
  }
}

function bytes(value: number | bigint | Uint8Array): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new ProtobufError('a field has the wrong type');
}

function text(value: number | bigint | Uint8Array): string {
  return Buffer.from(bytes(value)).toString();
}

function hexadecimal(value: number | bigint | Uint8Array): string {
  return Buffer.from(bytes(value)).toString('hex');
}

/** A number, or a bigint if it is larger than the numbers of JavaScript. */
function numeric(value: number | bigint | Uint8Array): number | bigint {
  if (value instanceof Uint8Array) throw new ProtobufError('a field has the wrong type');
  return typeof value === 'bigint' && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function double(value: number | bigint | Uint8Array): number {
  if (typeof value !== 'bigint') throw new ProtobufError('a field has the wrong type');
  const eight = new DataView(new ArrayBuffer(8));
  eight.setBigUint64(0, value);
  return eight.getFloat64(0);
}
