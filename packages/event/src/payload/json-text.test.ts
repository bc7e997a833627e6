import { sampleEvent } from '@alr/builder/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../test/dispatching.ts';
import {
  EVENT_EVENTBRIDGE,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
  EventBridgeHandler,
  KinesisHandler,
  S3Handler,
  type S3Object,
  type S3Record,
  SNSHandler,
  SQSHandler,
} from '../index.ts';

let seen: unknown[] = [];
const handlers = {
  [EVENT_SQS]: class extends SQSHandler {
    override onMessage(body: unknown) {
      seen.push(body);
    }
  },
  [EVENT_SNS]: class extends SNSHandler {
    override onNotification(message: unknown) {
      seen.push(message);
    }
  },
  [EVENT_KINESIS]: class extends KinesisHandler {
    override onRecord(data: unknown) {
      seen.push(data);
    }
  },
  [EVENT_EVENTBRIDGE]: class extends EventBridgeHandler {
    override onEvent(_detailType: string, detail: unknown) {
      seen.push(detail);
    }
  },
};

/** The payloads that the handlers get for a text: from a queue, a topic, a topic in a queue, a stream and a schedule. */
async function payloadsOf(text: string): Promise<unknown[]> {
  seen = [];
  for (const sample of ['sqs', 'sns', 'sns-in-sqs', 'kinesis'])
    await dispatch(sampleEvent(sample, { bodies: [text] }), { handlers });
  await dispatch({ ...sampleEvent('scheduler'), detail: text }, { handlers });
  return seen;
}

/** Any number of the characters that may stand before a JSON text (RFC 8259, section 2). */
const blanks = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n') });
const objectsAndArrays = fc.oneof(
  fc.dictionary(fc.string(), fc.jsonValue()),
  fc.array(fc.jsonValue()),
) as fc.Arbitrary<object>;
/** Characters that JavaScript, but not JSON, takes as blank, or that an encoder puts in front. */
const otherBlanks = fc.constantFrom('\v', '\f', '\u00a0', '\u2028', '\u2029', '\u3000', '\ufeff', '\0');

describe('a payload', () => {
  it('is JSON if its first character that is not blank is { or [', async () => {
    await fc.assert(
      fc.asyncProperty(blanks, objectsAndArrays, blanks, async (before, value, after) => {
        const json = JSON.stringify(value);
        expect(await payloadsOf(`${before}${json}${after}`)).toEqual(Array(5).fill(JSON.parse(json)));
      }),
    );
  });

  it('is text if anything else stands first, or if it is not JSON', async () => {
    const texts = fc.oneof(
      fc.tuple(blanks, otherBlanks, blanks).map((parts) => `${parts.join('')}{"a":1}`),
      fc
        .tuple(blanks, fc.constantFrom('1e5', 'true', 'null', '"{}"', '12345678901234567890', ''))
        .map((parts) => parts.join('')),
      fc.tuple(blanks, fc.constantFrom('{"a":', '[1,]', '{}{}', '[', '{a:1}')).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await payloadsOf(text)).toEqual(Array(5).fill(text));
      }),
    );
  });
});

describe('an envelope', () => {
  it.each(['s3', 'eventbridge', 's3-test'])(
    'is recognized with blanks in front of every layer: %s',
    async (content) => {
      await fc.assert(
        fc.asyncProperty(blanks, blanks, async (outerBlanks, innerBlanks) => {
          seen = [];
          const inside = `${innerBlanks}${JSON.stringify(sampleEvent(content))}`;
          const { Records } = sampleEvent('sns-in-sqs', { bodies: [inside] }) as { Records: { body: string }[] };
          const record = { ...Records[0], body: `${outerBlanks}${Records[0]?.body}` };
          const classes = {
            [EVENT_EVENTBRIDGE]: handlers[EVENT_EVENTBRIDGE],
            [EVENT_S3]: class extends S3Handler {
              override onS3Event(_record: S3Record, { key }: S3Object) {
                seen.push(key);
              }
            },
          };
          await dispatch({ Records: [record] }, { handlers: classes });
          await dispatch(sampleEvent('sqs', { bodies: [inside] }), { handlers: classes });
          await dispatch(sampleEvent('sns', { bodies: [inside] }), { handlers: classes });
          expect(seen).toHaveLength(content === 's3-test' ? 0 : 3);
        }),
        { numRuns: 20 },
      );
    },
  );
});
