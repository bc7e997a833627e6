// The limit: the least work that bare Node can do on a raw socket. It trusts the server, handles no errors, and has no
// context, logger or class, so every runtime costs more.
const { connect } = process.getBuiltinModule('node:net');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const API = '/2018-06-01/runtime/invocation/';
const NEXT = `GET ${API}next HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const handlers = {
  echo: (event) => event,
  wait: async (event) => {
    await wait(5);
    return event;
  },
  sqs: (event) => {
    for (const record of event.Records) globalThis.received = JSON.parse(record.body);
  },
  stream: async (event, socket, id) => {
    const chunk = Buffer.alloc(65536, 'x');
    startStream(socket, id);
    for (let left = event.bytes; left > 0; left -= chunk.length) {
      if (!sendChunk(socket, left < chunk.length ? chunk.subarray(0, left) : chunk)) {
        await new Promise((resolve) => socket.once('drain', resolve));
      }
    }
    socket.write('0\r\n\r\n');
  },
  'first-byte': async (_event, socket, id) => {
    const first = Number(process.hrtime.bigint()) / 1e6;
    startStream(socket, id);
    sendChunk(socket, Buffer.from(`${first} `));
    await wait(20);
    sendChunk(socket, Buffer.from(String(Number(process.hrtime.bigint()) / 1e6)));
    socket.write('0\r\n\r\n');
  },
};

function startStream(socket, id) {
  const mode = 'Lambda-Runtime-Function-Response-Mode: streaming';
  socket.write(`POST ${API}${id}/response HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n${mode}\r\n\r\n`);
}

function sendChunk(socket, chunk) {
  socket.cork();
  socket.write(`${chunk.length.toString(16)}\r\n`);
  socket.write(chunk);
  const wantsMore = socket.write('\r\n');
  socket.uncork();
  return wantsMore;
}

const name = process.argv[2];
const handler = handlers[name];
const isStreaming = name === 'stream' || name === 'first-byte';

/** One loop on its own connection: next, handle, respond. The server sends the head of a response in one piece. */
function run() {
  const socket = connect({ host, port: Number(port), noDelay: true });
  let message;
  let filled = 0;
  let head = '';
  let isResponding = false;
  socket.write(NEXT);
  socket.on('data', (piece) => {
    if (message === undefined) {
      const headEnd = piece.indexOf('\r\n\r\n');
      head = piece.latin1Slice(0, headEnd);
      const length = headEnd + 4 + Number(/content-length: (\d+)/i.exec(head)[1]);
      message = piece.length === length ? piece : Buffer.allocUnsafe(length);
      filled = 0;
    }
    if (message !== piece) message.set(piece, filled);
    filled += piece.length;
    if (filled < message.length) return;
    const whole = message;
    message = undefined;
    if (isResponding) {
      isResponding = false;
      socket.write(NEXT);
      return;
    }
    isResponding = true;
    const id = /request-id: ([^\r]+)/i.exec(head)[1];
    void respond(socket, id, JSON.parse(whole.utf8Slice(head.length + 4)));
  });
}

async function respond(socket, id, event) {
  if (isStreaming) return handler(event, socket, id);
  const body = JSON.stringify((await handler(event)) ?? null);
  const start = `POST ${API}${id}/response HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: `;
  const request = `${start}${Buffer.byteLength(body)}\r\n\r\n`;
  if (body.length < 4096) {
    socket.write(request + body);
    return;
  }
  socket.cork();
  socket.write(request);
  socket.write(Buffer.from(body));
  socket.uncork();
}

for (let loops = Number(process.env.AWS_LAMBDA_MAX_CONCURRENCY ?? 1); loops > 0; loops--) run();
