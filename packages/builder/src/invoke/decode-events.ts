/** An event of a stream. */
export interface StreamEvent {
  /** Such as `PayloadChunk`. */
  readonly type: string;
  readonly payload: Buffer;
}

/**
 * Decodes AWS's binary format `application/vnd.amazon.eventstream` as sent by the emulator, whose headers are strings.
 * The checksums are not verified, because the connection stays on this machine.
 */
export async function* decodeEvents(source: AsyncIterable<Buffer>): AsyncGenerator<StreamEvent> {
  let pending: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    pending.push(chunk);
    length += chunk.length;
    // A large event arrives in many chunks. They are joined only once, when the event is complete.
    while (length >= 4) {
      if (firstOf(pending).length < 4) pending = [Buffer.concat(pending)];
      const size = firstOf(pending).readUInt32BE();
      if (length < size) break;
      const bytes = Buffer.concat(pending);
      yield decodeEvent(bytes.subarray(0, size));
      pending = size < length ? [bytes.subarray(size)] : [];
      length -= size;
    }
  }
}

function firstOf(chunks: readonly Buffer[]): Buffer {
  return chunks[0] ?? Buffer.alloc(0);
}

/** Decodes one event: 12 bytes of lengths and checksum, headers, payload, 4 bytes of checksum. */
function decodeEvent(bytes: Buffer): StreamEvent {
  const payloadStart = 12 + bytes.readUInt32BE(4);
  let type = '';
  for (let offset = 12; offset < payloadStart; ) {
    const nameEnd = offset + 1 + bytes.readUInt8(offset);
    // The name is followed by the type of the value, which is a string, and by its length.
    const valueStart = nameEnd + 3;
    const valueEnd = valueStart + bytes.readUInt16BE(nameEnd + 1);
    if (bytes.toString('utf8', offset + 1, nameEnd) === ':event-type') {
      type = bytes.toString('utf8', valueStart, valueEnd);
    }
    offset = valueEnd;
  }
  return { type, payload: bytes.subarray(payloadStart, -4) };
}
