import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf } from '../../test/dispatching.ts';
import { EVENT_SNS, SNSHandler, type SNSMessage } from '../index.ts';

const calls: unknown[][] = [];

class News extends SNSHandler<unknown> {
  override onNotification(message: unknown, { Subject, TopicArn }: SNSMessage) {
    calls.push([message, Subject, TopicArn.split(':').at(-1)]);
  }
}

async function callsFor(event: unknown, handlerClass: typeof News = News) {
  calls.length = 0;
  await dispatch(event, { handlers: { [EVENT_SNS]: handlerClass } });
  return calls;
}

describe('SNSHandler', () => {
  it('passes on the message with its notification', async () => {
    const event = sampleEvent('sns', { bodies: ['hello'], subject: 'greeting', topic: 'news' });
    expect(await callsFor(event)).toEqual([['hello', 'greeting', 'news']]);
  });

  it('decodes a message that is JSON', async () => {
    expect(await callsFor(sampleEvent('sns', { bodies: ['{"a":1}'] }))).toEqual([[{ a: 1 }, null, 'my-topic']]);
  });

  it('leaves it as text if the payload format is text', async () => {
    class Texts extends News {
      static override readonly payloadFormat = 'text';
    }
    class OldTexts extends News {
      static override readonly body = 'text';
    }
    for (const handlerClass of [Texts, OldTexts]) {
      const event = sampleEvent('sns', { bodies: ['{"a":1}'] });
      expect(await callsFor(event, handlerClass)).toEqual([['{"a":1}', null, 'my-topic']]);
    }
  });

  it('takes a notification of another topic inside the message as its payload', async () => {
    const { Records } = sampleEvent('sns-in-sqs', { bodies: ['inner'] }) as { Records: { body: string }[] };
    const body = Records[0]?.body ?? '';
    expect(await callsFor(sampleEvent('sns', { bodies: [body] }))).toEqual([[JSON.parse(body), null, 'my-topic']]);
  });

  it('fails a message that does not match the schema', async () => {
    class Checked extends News {
      static override readonly schema = z.object({ a: z.number() });
    }
    const error = await failureOf(sampleEvent('sns', { bodies: ['{"a":"x"}'] }), {
      handlers: { [EVENT_SNS]: Checked },
    });
    expect(error).toMatchObject({ name: 'BatchError', cause: { name: 'SchemaError', issues: [{ path: ['a'] }] } });
  });

  it('fails with the ids of the notifications', async () => {
    const event = { Records: [{ EventSource: 'aws:sns', Sns: { MessageId: 'n-1' } }] };
    const error = await failureOf(event, { handlers: { [EVENT_SNS]: News } });
    expect(error).toMatchObject({ message: expect.stringMatching(/n-1 \(InvalidPayloadError: .*no message/) });
  });
});
