import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { createServer } from '../http/node-http.ts';
import { closeServer, listen, readBody } from '../http/server.ts';
import { otlpOfProtobuf } from './otlp-protobuf.ts';
import { spansOfOtlp } from './otlp-request.ts';
import type { ReceivedSpan } from './trace-span.ts';
import { spansOfXrayPacket } from './xray-packet.ts';

const HOST = '127.0.0.1';
/** The largest request, and what it may become when it is decompressed. */
const BODY_LIMIT = 8 * 1024 * 1024;
const DECOMPRESSED_LIMIT = 64 * 1024 * 1024;

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

/** Where functions can send their spans. */
export interface TraceReceiver {
  /** Of the daemon of X-Ray, by UDP: `127.0.0.1:2000`. */
  readonly xray: string;
  /** Of OTLP over HTTP: `127.0.0.1:4318`. */
  readonly otlp: string;
  close(): Promise<void>;
}

/**
 * Opens what functions send their spans to: the daemon of X-Ray, and OTLP over HTTP. Both are on this machine only. What is
 * malformed is dropped, or rejected.
 */
export async function openTraceReceiver(onSpans: (spans: readonly ReceivedSpan[]) => void): Promise<TraceReceiver> {
  const socket = createSocket('udp4', (packet) => onSpans(spansOfXrayPacket(packet.toString())));
  socket.bind(0, HOST);
  await once(socket, 'listening');
  // An error of one packet, such as an ICMP message, is none of the socket.
  socket.on('error', () => {});
  const server = createServer((request, response) => {
    void receive(request, onSpans).then(
      (status) => {
        request.resume();
        const isProtobuf = typeOf(request) === PROTOBUF;
        response.writeHead(status, { 'Content-Type': isProtobuf ? PROTOBUF : JSON_TYPE });
        // The empty ExportTraceServiceResponse: all spans are accepted.
        response.end(isProtobuf ? '' : '{}');
      },
      // The client has left.
      () => response.destroy(),
    );
  });
  const otlp = await listen(server, HOST, 0);
  return {
    xray: `${HOST}:${socket.address().port}`,
    otlp,
    async close() {
      socket.close();
      await closeServer(server, 0);
    },
  };
}

/** Reads a request of OTLP, and returns the status of its response. */
async function receive(request: IncomingMessage, onSpans: (spans: readonly ReceivedSpan[]) => void): Promise<number> {
  const { method, url, headers } = request;
  // Exporters are no pages: these are headers of browsers.
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return 403;
  if (url?.split('?', 1)[0] !== '/v1/traces') return 404;
  if (method !== 'POST') return 405;
  const type = typeOf(request);
  if (type !== JSON_TYPE && type !== PROTOBUF) return 415;
  const body = await readBody(request, BODY_LIMIT);
  if (body === undefined) return 413;
  try {
    const content = await decompressed(body, headers['content-encoding']);
    onSpans(spansOfOtlp(type === PROTOBUF ? otlpOfProtobuf(content) : JSON.parse(content.toString())));
    return 200;
  } catch {
    return 400;
  }
}

function typeOf({ headers }: IncomingMessage): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

async function decompressed(body: Buffer, encoding = 'identity'): Promise<Buffer> {
  if (encoding === 'identity') return body;
  if (encoding === 'gzip') return promisify(gunzip)(body, { maxOutputLength: DECOMPRESSED_LIMIT });
  throw new TypeError(`the encoding is ${encoding}`);
}
