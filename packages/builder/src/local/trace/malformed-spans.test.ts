import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otlpOfProtobuf, ProtobufError } from './otlp-protobuf.ts';
import { spansOfOtlp } from './otlp-request.ts';
import { spansOfXrayPacket } from './xray-packet.ts';

const HEADER = '{"format":"json","version":1}\n';
const segment = {
  trace_id: '1-5759e988-bd862e3fe1be46a994272793',
  id: '53995c3f42cd8ad8',
  name: 'work',
  start_time: 1,
  end_time: 2,
};

/** Members as in real ones, with values of any kind. */
const anySegment = fc.letrec((tie) => ({
  segment: fc.record(
    Object.fromEntries(
      [
        ...Object.keys(segment),
        'parent_id',
        'type',
        'namespace',
        'error',
        'fault',
        'cause',
        'http',
        'aws',
        'sql',
        'annotations',
      ].map((name) => [name, fc.oneof(fc.constant(segment[name as keyof typeof segment]), fc.jsonValue())]),
    ),
    { requiredKeys: [] },
  ),
  nested: fc.record({
    subsegments: fc.oneof(fc.array(fc.oneof({ depthSize: 'small' }, tie('segment'), tie('nested'))), fc.jsonValue()),
  }),
}));
const memberOfSpan = fc.constantFrom(
  'traceId',
  'spanId',
  'name',
  'kind',
  'startTimeUnixNano',
  'attributes',
  'events',
  'status',
);
const anySpan = fc.dictionary(memberOfSpan, fc.oneof(fc.jsonValue(), fc.constant('53995c3f42cd8ad8')));

describe('spans that are malformed', () => {
  it('are left out, whatever the packet for X-Ray is', () => {
    const body = fc.oneof(
      fc
        .tuple(anySegment.segment, anySegment.nested)
        .map(([own, nested]) => JSON.stringify(Object.assign({}, own, nested))),
      fc.json(),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.oneof(fc.constant(HEADER), fc.string()), body, (header, text) => {
        for (const span of spansOfXrayPacket(header + text)) {
          expect(span.id).toMatch(/^[\da-f]{16}$/);
          expect(span.traceId).toMatch(/^[\da-f]{32}$/);
          expect(Number.isFinite(span.startedAt) && span.durationMs >= 0).toBe(true);
        }
      }),
    );
  });

  it('are left out, whatever the JSON of OTLP is', () => {
    const lists = (spans: unknown) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(anySpan).map(lists), fc.jsonValue().map(lists)), (request) => {
        for (const span of spansOfOtlp(request)) expect(span.traceId).toMatch(/^[\da-f]{32}$/);
      }),
    );
  });

  it('are an error of their own, whatever the bytes of OTLP are', () => {
    // Fields of any number with any content, so that some are messages in messages.
    const field: fc.Arbitrary<Buffer> = fc.oneof(
      fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.integer({ min: 1, max: 15 }), fc.uint8Array({ maxLength: 40 }))
        .map(([number, bytes]) => Buffer.from([(number << 3) | 2, bytes.length, ...bytes])),
    );
    const wrapped = fc.tuple(fc.array(field), fc.nat(4)).map(([fields, depth]) => {
      let content = Buffer.concat(fields).subarray(0, 100);
      for (let count = 0; count < depth; count++)
        content = Buffer.from([count < 3 ? 18 : 10, content.length, ...content]);
      return content;
    });
    fc.assert(
      fc.property(wrapped, (bytes) => {
        try {
          spansOfOtlp(otlpOfProtobuf(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
    );
  });

  it('cannot be too deep', () => {
    let nested: object = segment;
    for (let count = 0; count < 1000; count++) nested = { ...segment, subsegments: [nested] };
    expect(spansOfXrayPacket(HEADER + JSON.stringify(nested)).length).toBeLessThan(100);
    let value = Buffer.from([]);
    for (let count = 0; count < 12; count++) value = Buffer.from([42, value.length + 2, 10, value.length, ...value]);
    for (const tag of [18, 74, 18, 18, 10]) value = Buffer.concat([Buffer.from([tag, value.length]), value]);
    expect(() => otlpOfProtobuf(value)).toThrow('the message is too deep');
  });
});
