import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { expectTypeOf } from 'vitest';
import { type ErrorDescription, type HttpResponse, type StreamSink, Writer } from './index.ts';

declare const sink: StreamSink;
const writer = new Writer(sink);

// A chunk is a string or bytes: a Buffer, and any other Uint8Array.
expectTypeOf(writer.write).parameters.toEqualTypeOf<[string | Uint8Array]>();
expectTypeOf(writer.write).toBeCallableWith(Buffer.from(''));
expectTypeOf(writer.write).toBeCallableWith(new Uint8Array(new SharedArrayBuffer(1)));
expectTypeOf(writer.write).returns.toEqualTypeOf<Promise<void>>();

// The members of a response may be undefined, so that unknown values need no branch.
expectTypeOf<{ statusCode: 200; headers: { etag: string | undefined }; cookies: undefined }>().toExtend<HttpResponse>();
expectTypeOf<{ cookies: readonly ['a=1'] }>().toExtend<HttpResponse>();
expectTypeOf<{ headers: { etag: string[] } }>().not.toExtend<HttpResponse>();
expectTypeOf<{ statusCode: '200' }>().not.toExtend<HttpResponse>();

// Web streams can be piped into it, and Node streams converted to web streams.
void new Response('').body?.pipeTo(writer.writable);
void Readable.toWeb(createReadStream('')).pipeTo(writer.writable);

// Anything can be thrown.
expectTypeOf(writer.abort).parameters.toEqualTypeOf<[unknown]>();
new Writer(sink, { describeError: (error): ErrorDescription => ({ type: 'Function.Error', body: String(error) }) });
new Writer(sink, { describeError: undefined });

// A sink in three lines.
({ start: () => {}, write: () => undefined, end: async () => {} }) satisfies StreamSink;

// The state of the writer is read-only.
// @ts-expect-error
writer.started = true;
// @ts-expect-error
writer.bytesWritten = 1;
