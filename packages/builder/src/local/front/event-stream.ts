import { crc32 } from 'node:zlib';

/**
 * Encodes an event in AWS's binary format `application/vnd.amazon.eventstream`: total length, length of the headers,
 * checksum of both, headers, payload, checksum of everything.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
 */
export function encodeEvent(eventType: string, contentType: string, payload: Uint8Array): Buffer {
  const headers = Buffer.concat([
    encodeHeader(':event-type', eventType),
    encodeHeader(':content-type', contentType),
    encodeHeader(':message-type', 'event'),
  ]);
  const message = Buffer.alloc(12 + headers.length + payload.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  message.set(headers, 12);
  message.set(payload, 12 + headers.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}

/** Encodes a header with a string value, which is type 7. Name and value are preceded by their lengths. */
function encodeHeader(name: string, value: string): Buffer {
  const header = Buffer.alloc(1 + name.length + 1 + 2 + value.length);
  let offset = header.writeUInt8(name.length, 0);
  offset += header.write(name, offset);
  offset = header.writeUInt8(7, offset);
  offset = header.writeUInt16BE(value.length, offset);
  header.write(value, offset);
  return header;
}
