import { listen, type Service } from './listen.ts';

const TEXT_TYPE = 25;
const SSL_REQUEST = 80877103;

/** PostgreSQL: every query has one row, with the name Ada. */
export function startPostgres(): Promise<Service> {
  return listen(() => {
    let hasStarted = false;
    return (received, send) => {
      let rest = received;
      for (;;) {
        // The first message has no type.
        const head = hasStarted ? 1 : 0;
        if (rest.length < head + 4) return rest;
        const end = head + rest.readInt32BE(head);
        if (rest.length < end) return rest;
        const message = rest.subarray(0, end);
        rest = rest.subarray(end);
        if (hasStarted) send(responseTo(String.fromCharCode(message[0] ?? 0)));
        else if (message.readInt32BE(4) === SSL_REQUEST) send('N');
        else {
          hasStarted = true;
          send(Buffer.concat([authenticationOk, ready]));
        }
      }
    };
  });
}

const authenticationOk = message('R', int32(0));
const ready = message('Z', Buffer.from('I'));
const description = message(
  'T',
  int16(1),
  string('name'),
  int32(0),
  int16(0),
  int32(TEXT_TYPE),
  int16(-1),
  int32(-1),
  int16(0),
);
const row = message('D', int16(1), int32(3), Buffer.from('Ada'));
const complete = message('C', string('SELECT 1'));

/** By the type of the request. The messages of a prepared statement follow each other without waiting. */
const responses: Readonly<Record<string, Buffer>> = {
  Q: Buffer.concat([description, row, complete, ready]),
  P: message('1'),
  B: message('2'),
  D: description,
  E: Buffer.concat([row, complete]),
  S: ready,
};

function responseTo(type: string): Buffer {
  return responses[type] ?? Buffer.alloc(0);
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function string(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}
