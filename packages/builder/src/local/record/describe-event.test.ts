import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleEvent, sampleSources } from '../../events/samples/sample-event.ts';
import { describeEvent, statusCodeOf } from './describe-event.ts';

const about = (event: unknown) => describeEvent(Buffer.from(JSON.stringify(event)), undefined).about;

describe('what an event is about', () => {
  it('is said of the events of most services', () => {
    const words = (source: string) => {
      const text = about(sampleEvent(source));
      return text.startsWith('{') ? undefined : text;
    };
    expect(Object.fromEntries(sampleSources.map((source) => [source, words(source)]))).toMatchInlineSnapshot(`
      {
        "alb": "GET /",
        "authorizer-http": "GET /",
        "authorizer-request": "GET /",
        "authorizer-token": undefined,
        "cognito": undefined,
        "dynamodb": "1 record from my-table",
        "eventbridge": "Order Placed from my.shop",
        "eventbridge-s3": "Object Created from my-bucket",
        "firehose": undefined,
        "http-api": "GET /",
        "kafka": undefined,
        "kafka-self-managed": undefined,
        "kinesis": "1 record from my-stream",
        "kinesis-aggregated": "1 record from my-stream",
        "lattice": undefined,
        "lattice-v1": undefined,
        "logs": undefined,
        "logs-control": undefined,
        "logs-in-kinesis": "1 record from my-stream",
        "rest-api": "GET /",
        "s3": "ObjectCreated:Put photos/holiday 1.jpg",
        "s3-test": undefined,
        "schedule": "Scheduled Event from my-schedule",
        "scheduler": "Scheduled Event from my-schedule",
        "sns": "from my-topic: Hello from SNS!",
        "sqs": "1 record from my-queue",
        "url": "GET /",
        "websocket": undefined,
      }
    `);
  });

  it('is the number of the records of a batch, without a look at the event', () => {
    const batch = { from: 'jobs', records: [{ id: 'a' }, { id: 'b' }] };
    expect(describeEvent(Buffer.from('{'), batch)).toEqual({ about: '2 records from jobs', isRequest: false });
  });

  it('has the key of an object as it was put', () => {
    const record = (key: string) => ({ Records: [{ eventName: 'ObjectCreated:Put', s3: { object: { key } } }] });
    expect(about(record('a+b/%C3%BC.jpg'))).toBe('ObjectCreated:Put a b/ü.jpg');
    expect(about(record('100%'))).toBe('ObjectCreated:Put 100%');
  });

  it('has the subject of a notification', () => {
    const Sns = { TopicArn: 'arn:aws:sns:eu-central-1:123456789012:news', Subject: 'Sale' };
    expect(about({ Records: [{ Sns }] })).toBe('Sale, from news');
    expect(about({ Records: [{ Sns: { ...Sns, Subject: undefined, Message: '{\n  "n": 1 }' } }] })).toBe(
      'from news: { "n": 1 }',
    );
  });

  it('has the name of the table of a stream', () => {
    const eventSourceARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';
    expect(about({ Records: [{ eventSourceARN }] })).toBe('1 record from orders');
  });

  it('is short', () => {
    expect(about({ httpMethod: 'GET', path: `/${'x'.repeat(1000)}` })).toMatch(/^GET \/x+…$/);
    expect(about({ httpMethod: 'GET', path: `/${'x'.repeat(1000)}` })).toHaveLength(200);
  });

  it('is how the event begins if it has another form, is large, or is not JSON', () => {
    expect(about({ order: 7 })).toBe('{"order":7}');
    expect(about({ httpMethod: 'GET', path: '/', body: 'x'.repeat(100_000) })).toMatch(/^{"httpMethod":"GET"/);
    expect(describeEvent(Buffer.from('{\n  "a'), undefined)).toEqual({ about: '{ "a', isRequest: false });
  });

  it('is a text for anything that a client sends', () => {
    const names = fc.constantFrom(
      'Records',
      's3',
      'object',
      'key',
      'Sns',
      'httpMethod',
      'path',
      'resources',
      '__proto__',
    );
    const { event } = fc.letrec((tie) => ({
      event: fc.oneof(fc.jsonValue(), fc.dictionary(names, tie('event')), fc.array(tie('event'), { maxLength: 2 })),
    }));
    fc.assert(
      fc.property(event, (value) => {
        expect(about(value)).toMatch(/./);
      }),
    );
  });
});

describe('the HTTP status of a response', () => {
  it.each([
    ['{"statusCode":201,"body":"a"}', 201],
    [`{"statusCode":404}${'\0'.repeat(8)}not found`, 404],
    ['{"statusCode":"200"}', undefined],
    ['"text"', undefined],
    ['', undefined],
  ])('of %j is %j', (response, status) => {
    expect(statusCodeOf(Buffer.from(response))).toBe(status);
  });
});
