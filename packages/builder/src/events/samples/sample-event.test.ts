import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sampleEvent, sampleSources, UnknownSampleError } from './sample-event.ts';

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly eventSourceARN: string;
}

const messagesOf = (event: object) => (event as { Records: Message[] }).Records;

describe('sampleEvent', () => {
  it.each(sampleSources)('is JSON for %s', (source) => {
    const event = sampleEvent(source);
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  });

  it('accepts the names of event sources too', () => {
    const time = new Date(0);
    expect(sampleEvent('aws:events', { time })).toEqual(sampleEvent('eventbridge', { time }));
    expect(sampleEvent('aws:http', { time })).toEqual(sampleEvent('url', { time }));
  });

  it('has a record for each body', () => {
    const messages = messagesOf(sampleEvent('sqs', { bodies: ['a', 'b'] }));
    expect(messages.map(({ body }) => body)).toEqual(['a', 'b']);
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('repeats the bodies if there are more records', () => {
    const messages = messagesOf(sampleEvent('sqs', { bodies: ['a', 'b'], records: 3 }));
    expect(messages.map(({ body }) => body)).toEqual(['a', 'b', 'a']);
  });

  it('can have no records', () => {
    expect(messagesOf(sampleEvent('kinesis', { records: 0 }))).toEqual([]);
    expect(messagesOf(sampleEvent('kinesis-aggregated', { records: 0 }))).toEqual([]);
  });

  it('can aggregate the records of a stream into one', () => {
    const { Records } = sampleEvent('kinesis-aggregated', { bodies: ['a', 'b'] }) as {
      Records: { kinesis: { data: string } }[];
    };
    const message = '0a0131' + '0a0132' + '1a050800' + '1a0161' + '1a050801' + '1a0162';
    expect(Records).toHaveLength(1);
    expect(Buffer.from(Records[0]?.kinesis.data ?? '', 'base64').toString('hex')).toBe(
      `f3899ac2${message}${createHash('md5').update(Buffer.from(message, 'hex')).digest('hex')}`,
    );
  });

  it('gives the messages of a FIFO queue their groups', () => {
    const messages = messagesOf(sampleEvent('sqs', { queue: 'orders.fifo', groups: ['x', 'y'], records: 2 }));
    expect(messages.map(({ attributes }) => attributes.MessageGroupId)).toEqual(['x', 'y']);
    expect(messages[0]?.eventSourceARN).toMatch(/:orders\.fifo$/);
  });

  it("encodes keys as S3 does, but not in EventBridge's events", () => {
    const keys = ['a b/c+d.txt'];
    expect(sampleEvent('s3', { keys })).toMatchObject({ Records: [{ s3: { object: { key: 'a+b/c%2Bd.txt' } } }] });
    expect(sampleEvent('eventbridge-s3', { keys })).toMatchObject({ detail: { object: { key: 'a b/c+d.txt' } } });
  });

  it.each(['ObjectCreated:Put', 'ObjectRemoved:Delete', 'Replication:OperationFailedReplication', 'ObjectTagging:Put'])(
    'has the one version that S3 uses for all notifications: %s',
    (operation) => {
      expect(sampleEvent('s3', { operation })).toMatchObject({ Records: [{ eventVersion: '2.6' }] });
    },
  );

  it('omits size and ETag if the object was removed', () => {
    const event = sampleEvent('s3', { operation: 'ObjectRemoved:Delete' });
    expect(event).not.toHaveProperty(['Records', 0, 's3', 'object', 'size']);
  });

  it('nests an event in each message', () => {
    const [, second] = messagesOf(sampleEvent('s3-in-sns-in-sqs', { keys: ['a', 'b'], topic: 'uploads' }));
    const notification = JSON.parse(second?.body ?? '');
    expect(notification).toMatchObject({ Type: 'Notification', TopicArn: expect.stringMatching(/:uploads$/) });
    expect(JSON.parse(notification.Message)).toMatchObject({ Records: [{ s3: { object: { key: 'b' } } }] });
  });

  it('spells the URLs of a notification in a queue as SNS does', () => {
    const [message] = messagesOf(sampleEvent('sns-in-sqs', { bodies: ['hello'] }));
    const notification = JSON.parse(message?.body ?? '');
    expect(notification).toMatchObject({ Message: 'hello', UnsubscribeURL: expect.any(String) });
    expect(notification).not.toHaveProperty('UnsubscribeUrl');
  });

  it('writes items as DynamoDB does', () => {
    const event = sampleEvent('dynamodb', { bodies: ['{"id":"1","tags":["a",2,null,true,{"b":1}]}'] });
    const tags = { L: [{ S: 'a' }, { N: '2' }, { NULL: true }, { BOOL: true }, { M: { b: { N: '1' } } }] };
    expect(event).toMatchObject({ Records: [{ dynamodb: { Keys: { id: { S: '1' } }, NewImage: { tags } } }] });
  });

  it('rejects an item that is not a JSON object', () => {
    expect(() => sampleEvent('dynamodb', { bodies: ['[1]'] })).toThrow(/must be a JSON object.*\[1\]/);
  });

  it('has the form of each HTTP source', () => {
    const options = { path: '/a%20b?x=1&x=2', headers: [['Cookie', 'a=1; b=2']], bodies: ['{}'] } as const;
    expect(sampleEvent('url', options)).toMatchObject({
      rawPath: '/a%20b',
      rawQueryString: 'x=1&x=2',
      cookies: ['a=1', 'b=2'],
      requestContext: { http: { method: 'POST' } },
      body: '{}',
    });
    expect(sampleEvent('rest-api', options)).toMatchObject({ multiValueQueryStringParameters: { x: ['1', '2'] } });
    expect(sampleEvent('alb', options)).toMatchObject({ queryStringParameters: { x: '2' } });
    expect(sampleEvent('alb', { ...options, multiValueHeaders: true })).toMatchObject({
      multiValueHeaders: { cookie: ['a=1; b=2'] },
    });
  });

  it('has the form of both versions of VPC Lattice', () => {
    const options = { path: '/a?x=1&x=2', headers: [['x-kind', 'order']], bodies: ['{}'] } as const;
    expect(sampleEvent('lattice', options)).toMatchObject({
      version: '2.0',
      path: '/a',
      method: 'POST',
      headers: { 'x-kind': ['order'] },
      queryStringParameters: { x: ['1', '2'] },
      requestContext: { serviceNetworkArn: expect.stringContaining(':servicenetwork/') },
    });
    expect(sampleEvent('lattice-v1', options)).toMatchObject({
      raw_path: '/a',
      headers: { 'x-kind': 'order' },
      query_string_parameters: { x: '2' },
      is_base64_encoded: false,
    });
  });

  it('has the events of a WebSocket API', () => {
    expect(sampleEvent('websocket', { route: '$connect', headers: [['Origin', 'https://example.com']] })).toMatchObject(
      {
        headers: { Origin: 'https://example.com' },
        requestContext: { eventType: 'CONNECT', routeKey: '$connect' },
      },
    );
    expect(sampleEvent('websocket', { route: 'greet', bodies: ['hi'] })).toMatchObject({
      body: 'hi',
      requestContext: { eventType: 'MESSAGE', routeKey: 'greet', messageId: expect.any(String) },
    });
    expect(sampleEvent('aws:websocket', { route: '$disconnect' })).toMatchObject({
      requestContext: { eventType: 'DISCONNECT', disconnectStatusCode: 1000 },
    });
  });

  it('has the events of authorizers, with the method and path in the ARN', () => {
    const options = { method: 'PUT', path: '/orders/1?x=1', token: 'secret' };
    const arn = expect.stringMatching(/^arn:aws:execute-api:us-east-1:123456789012:api\w+\/[^/]+\/PUT\/orders\/1$/);
    expect(sampleEvent('authorizer-token', options)).toEqual({
      type: 'TOKEN',
      methodArn: arn,
      authorizationToken: 'secret',
    });
    expect(sampleEvent('authorizer', options)).toMatchObject({
      type: 'REQUEST',
      methodArn: arn,
      headers: { authorization: 'secret' },
      queryStringParameters: { x: '1' },
    });
    expect(sampleEvent('authorizer-http', options)).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: arn,
      identitySource: ['secret'],
      headers: { authorization: 'secret' },
    });
    expect(sampleEvent('authorizer')).not.toHaveProperty('body');
  });

  it('groups Kafka records by topic and partition', () => {
    const options = {
      topic: 'orders',
      bodies: ['a', 'b', 'c'],
      partitions: [0, 1],
      keys: ['k'],
      attributes: { h: 'ü' },
    };
    expect(sampleEvent('kafka', options)).toMatchObject({
      eventSource: 'aws:kafka',
      records: {
        'orders-0': [
          { partition: 0, offset: 15, key: 'aw==', value: 'YQ==', headers: [{ h: [-61, -68] }] },
          { partition: 0, offset: 17, value: 'Yw==' },
        ],
        'orders-1': [{ partition: 1, offset: 16, value: 'Yg==' }],
      },
    });
    expect(sampleEvent('SelfManagedKafka')).toMatchObject({ eventSource: 'SelfManagedKafka' });
  });

  it('compresses log events, wherever they go', () => {
    const read = (data: string) => JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as object;
    const options = { bodies: ['a', 'b'], logGroup: '/my/group' };
    const { awslogs } = sampleEvent('logs', options) as { awslogs: { data: string } };
    const expected = {
      messageType: 'DATA_MESSAGE',
      logGroup: '/my/group',
      logEvents: [{ message: 'a' }, { message: 'b' }],
    };
    expect(read(awslogs.data)).toMatchObject(expected);
    const { Records } = sampleEvent('logs-in-kinesis', options) as { Records: [{ kinesis: { data: string } }] };
    expect(Records).toHaveLength(1);
    expect(read(Records[0].kinesis.data)).toMatchObject(expected);
    const control = sampleEvent('logs-control') as { awslogs: { data: string } };
    expect(read(control.awslogs.data)).toMatchObject({ messageType: 'CONTROL_MESSAGE' });
  });

  it.each([
    ['CustomEmailSender_ForgotPassword', { type: 'customEmailSenderRequestV1' }],
    ['CustomSMSSender_SignUp', { type: 'customSMSSenderRequestV1' }],
    ['InboundFederation_ExternalProvider', { providerType: 'Google' }],
    ['TokenGeneration_HostedAuth', { scopes: expect.any(Array) }],
  ])('has the request of the trigger %s', (trigger, request) => {
    expect(sampleEvent('cognito', { trigger })).toMatchObject({ triggerSource: trigger, request });
  });

  it('has the request and the empty response of a Cognito trigger', () => {
    expect(sampleEvent('cognito', { trigger: 'UserMigration_Authentication' })).toMatchObject({
      triggerSource: 'UserMigration_Authentication',
      request: { password: expect.any(String) },
      response: { finalUserStatus: null },
    });
    expect(() => sampleEvent('cognito', { trigger: 'toString' })).toThrow(/no sample trigger "toString".*PreSignUp/);
  });

  it.each(['', 'nope', 'sqs-in-sqs', 'sns-in-sns', 's3-in-s3', 'alb-in-sqs', 'toString'])('rejects %j', (name) => {
    expect(() => sampleEvent(name)).toThrow(UnknownSampleError);
  });
});
