import { listen, type Service } from './listen.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;

type Value = string | number | bigint | boolean | readonly Value[] | Document;
interface Document {
  readonly [name: string]: Value;
}

/** MongoDB: every `find` has one document. */
export function startMongodb(): Promise<Service> {
  return listen(() => (received, send) => {
    let rest = received;
    while (rest.length >= HEADER && rest.length >= rest.readInt32LE(0)) {
      const request = rest.subarray(0, rest.readInt32LE(0));
      rest = rest.subarray(request.length);
      const body = documentOf(responseTo(request.toString('latin1')));
      const isMessage = request.readInt32LE(12) === OP_MSG;
      // Flags and the kind of the section; or flags, a cursor, the position and the number of documents.
      const prefix = isMessage ? Buffer.alloc(5) : Buffer.concat([Buffer.alloc(16), int32(1)]);
      const head = [HEADER + prefix.length + body.length, 1, request.readInt32LE(4), isMessage ? OP_MSG : OP_REPLY];
      if (isMessage || request.readInt32LE(12) === OP_QUERY) send(Buffer.concat([...head.map(int32), prefix, body]));
    }
    return rest;
  });
}

function responseTo(request: string): Document {
  if (/find\0.*orders/.test(request)) {
    return { cursor: { id: 0n, ns: 'shop.orders', firstBatch: [{ id: 1, name: 'Ada' }] }, ok: 1 };
  }
  const limits = { maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 };
  return { isWritablePrimary: true, ...limits, minWireVersion: 0, maxWireVersion: 21, readOnly: false, ok: 1 };
}

/** A BSON document. */
function documentOf(value: Document | readonly Value[]): Buffer {
  const elements = Object.entries(value as Document).map(([name, item]) => elementOf(name, item));
  const body = Buffer.concat([...elements, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
}

function elementOf(name: string, value: Value): Buffer {
  const [type, bytes] = typedBytes(value);
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), bytes]);
}

function typedBytes(value: Value): [number, Buffer] {
  switch (typeof value) {
    case 'string':
      return [2, Buffer.concat([int32(Buffer.byteLength(value) + 1), Buffer.from(`${value}\0`)])];
    case 'boolean':
      return [8, Buffer.from([value ? 1 : 0])];
    case 'number':
      return [16, int32(value)];
    case 'bigint': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value);
      return [18, bytes];
    }
    default:
      return [Array.isArray(value) ? 4 : 3, documentOf(value)];
  }
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
