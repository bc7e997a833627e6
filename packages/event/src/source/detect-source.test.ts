import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { detectSource } from './detect-source.ts';

describe('detectSource', () => {
  it.each([
    ['sqs', 'aws:sqs'],
    ['s3-in-sns-in-sqs', 'aws:sqs'],
    ['sns', 'aws:sns'],
    ['s3', 'aws:s3'],
    ['s3-test', 'aws:s3'],
    ['eventbridge', 'aws:events'],
    ['eventbridge-s3', 'aws:events'],
    ['schedule', 'aws:events'],
    ['scheduler', 'aws:events'],
    ['kinesis', 'aws:kinesis'],
    ['dynamodb', 'aws:dynamodb'],
    ['url', 'aws:http'],
    ['http-api', 'aws:http'],
    ['rest-api', 'aws:http'],
    ['alb', 'aws:alb'],
    ['lattice', 'aws:http'],
    ['lattice-v1', 'aws:http'],
    ['websocket', 'aws:websocket'],
    ['authorizer-token', 'aws:authorizer'],
    ['authorizer-request', 'aws:authorizer'],
    ['authorizer-http', 'aws:authorizer'],
    ['kafka', 'aws:kafka'],
    ['kafka-self-managed', 'SelfManagedKafka'],
    ['firehose', 'aws:firehose'],
    ['cognito', 'aws:cognito'],
    ['logs', 'aws:logs'],
    ['logs-in-kinesis', 'aws:kinesis'],
  ])('detects the sample %s as %s', (sample, source) => {
    expect(detectSource(sampleEvent(sample))).toBe(source);
  });

  it.each([
    ['SES', { Records: [{ eventSource: 'aws:ses', ses: {} }] }, 'aws:ses'],
    ['CodeCommit', { Records: [{ eventSource: 'aws:codecommit' }] }, 'aws:codecommit'],
    ['a WebSocket API', { requestContext: { connectionId: 'c', routeKey: '$connect' } }, 'aws:websocket'],
    ['an HTTP API, payload 1.0', { version: '1.0', resource: '/', httpMethod: 'GET' }, 'aws:http'],
    [
      'an authorizer of a REST API',
      { type: 'REQUEST', methodArn: 'arn', resource: '/', httpMethod: 'GET' },
      'aws:authorizer',
    ],
    ['ActiveMQ', { eventSource: 'aws:mq', messages: [] }, 'aws:mq'],
    ['RabbitMQ', { eventSource: 'aws:rmq', rmqMessagesByQueue: {} }, 'aws:rmq'],
  ])('names %s', (_name, event, source) => {
    expect(detectSource(event)).toBe(source);
  });

  it('detects the source of an array from EventBridge Pipes by its elements', () => {
    const { Records } = sampleEvent('sqs') as { Records: unknown[] };
    expect(detectSource(Records)).toBe('aws:sqs');
  });

  it('detects the last invocation of a tumbling window, which has no records, by its ARN', () => {
    const event = (service: string) => ({
      Records: [],
      eventSourceARN: `arn:aws:${service}:us-east-1:1:x`,
      window: {},
    });
    expect(detectSource(event('kinesis'))).toBe('aws:kinesis');
    expect(detectSource(event('dynamodb'))).toBe('aws:dynamodb');
    expect(detectSource(event('unheard-of'))).toBeUndefined();
    expect(detectSource(event('constructor'))).toBeUndefined();
  });

  it('returns undefined for a batch whose records come from several sources', () => {
    const sources = ['aws:sqs', 'aws:s3'].map((eventSource) => ({ eventSource }));
    expect(detectSource({ Records: sources })).toBeUndefined();
    expect(detectSource({ Records: [{ eventSource: 'aws:sqs' }, {}] })).toBeUndefined();
  });

  const unknownEvents: unknown[] = [
    undefined,
    null,
    42,
    'aws:sqs',
    [],
    {},
    { Records: [] },
    { Records: 'aws:sqs' },
    { Records: [null] },
    { Records: [{ eventSource: 7 }] },
    { 'detail-type': 'x' },
    { version: '2.0', requestContext: {} },
    { version: '3.0', resource: '/', httpMethod: 'GET' },
    { constructor: 'x', toString: 'y' },
  ];

  it.each(unknownEvents.map((event) => ({ event })))('returns undefined for $event', ({ event }) => {
    expect(detectSource(event)).toBeUndefined();
  });
});
