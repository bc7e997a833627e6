import { listen, type Service } from './listen.ts';

/** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION and PLUGIN_AUTH. */
const CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000;
const UTF8 = 45;
const AUTOCOMMIT = 2;
const COM_QUIT = 1;
const COM_QUERY = 3;
const VAR_STRING = 253;

/** MySQL: every query has one row, with the name Ada. */
export function startMysql(): Promise<Service> {
  return listen(
    () => {
      let hasStarted = false;
      return (received, send) => {
        let rest = received;
        while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
          const [, , , sequence = 0, command] = rest;
          rest = rest.subarray(4 + rest.readUIntLE(0, 3));
          if (!hasStarted) send(packets(sequence + 1, ok));
          else if (command === COM_QUERY) send(packets(1, Buffer.from([1]), column, eof, row, eof));
          else if (command !== COM_QUIT) send(packets(1, ok));
          hasStarted = true;
        }
        return rest;
      };
    },
    packets(0, greeting()),
  );
}

const ok = Buffer.from([0, 0, 0, AUTOCOMMIT, 0, 0, 0]);
const eof = Buffer.from([0xfe, 0, 0, AUTOCOMMIT, 0]);
const row = string('Ada');
const column = Buffer.concat([
  ...['def', 'shop', 'orders', 'orders', 'name', 'name'].map(string),
  Buffer.from([0x0c, UTF8, 0, 0xff, 0, 0, 0, VAR_STRING, 0, 0, 0, 0, 0]),
]);

function greeting(): Buffer {
  const challenge = Buffer.alloc(20, 'x');
  const head = Buffer.alloc(4);
  head.writeUInt32LE(1);
  const capabilities = Buffer.alloc(4);
  capabilities.writeUInt32LE(CAPABILITIES);
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from('8.4.0\0'),
    head,
    challenge.subarray(0, 8),
    Buffer.from([0]),
    capabilities.subarray(0, 2),
    Buffer.from([UTF8, AUTOCOMMIT, 0]),
    capabilities.subarray(2),
    Buffer.from([challenge.length + 1]),
    Buffer.alloc(10),
    challenge.subarray(8),
    Buffer.from('\0mysql_native_password\0'),
  ]);
}

function string(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
}

function packets(sequence: number, ...bodies: readonly Buffer[]): Buffer {
  return Buffer.concat(
    bodies.flatMap((body, index) => {
      const head = Buffer.alloc(4);
      head.writeUIntLE(body.length, 0, 3);
      head[3] = sequence + index;
      return [head, body];
    }),
  );
}
