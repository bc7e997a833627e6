import { once } from 'node:events';
import { connect } from 'node:net';
import * as events from '@aws-sdk/client-eventbridge';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAwsApi, type TestAwsApi } from '../../../test/aws-clients.ts';
import { AwsApiError } from './aws-api-error.ts';
import type { AwsService } from './aws-service.ts';
import type { CompactModel } from './model/compact-model.ts';
import { eventsModel } from './model/events.generated.ts';
import { linkModel, type Member, type Structure } from './model/service-model.ts';
import { snsModel } from './model/sns.generated.ts';
import { sqsModel } from './model/sqs.generated.ts';

/** What the services received last, and what they return or throw next. */
let received: unknown;
let result: object | Error = {};
let api: TestAwsApi;
let clients: Record<string, { send(command: never): Promise<Output> }>;

interface Output {
  readonly $metadata: object;
}

function echo(compact: CompactModel): AwsService {
  const model = linkModel(compact);
  const operation = (input: unknown) => {
    received = input;
    if (result instanceof Error) throw result;
    return result;
  };
  const operations = Object.fromEntries([...model.operations.keys()].map((name) => [name, operation]));
  return { model, style: 'rpc', bodyLimit: 100_000, operations };
}

const services = { sqs: sqsModel, sns: snsModel, events: eventsModel };
const commands: Record<string, Record<string, unknown>> = { sqs: { ...sqs }, sns: { ...sns }, events: { ...events } };

beforeAll(async () => {
  api = await startAwsApi({
    services: Object.fromEntries(Object.entries(services).map(([name, model]) => [name, async () => echo(model)])),
  });
  clients = {
    sqs: new sqs.SQSClient({ ...api.client, md5: false, useQueueUrlAsEndpoint: false }),
    sns: new sns.SNSClient(api.client),
    events: new events.EventBridgeClient(api.client),
  };
});
afterAll(() => api[Symbol.asyncDispose]());

/** Any text but lines without content, which AWS's SDK drops from XML. */
const text = fc.string({ unit: 'binary', maxLength: 8 }).filter((each) => each.trim() !== '' || !each.includes('\n'));

/** Values of a type as AWS's SDK has them. Empty lists and maps do not exist in forms. */
function arbitraryValue({ shape }: Member): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return text;
    case 'number':
      return fc.integer();
    case 'boolean':
      return fc.boolean();
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 8 });
    case 'list':
      return fc.array(arbitraryValue(shape.member), { minLength: 1, maxLength: 3 });
    case 'map':
      return fc.dictionary(text, arbitraryValue(shape.value), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'structure':
      return arbitraryStructure(shape);
    default:
      return fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
  }
}

function arbitraryStructure(structure: Structure): fc.Arbitrary<Record<string, unknown>> {
  // An endpoint becomes a part of the host name.
  const members = structure.members.filter(({ name }) => name !== 'EndpointId');
  const requiredKeys = members.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return fc.record(Object.fromEntries(members.map((member) => [member.name, arbitraryValue(member)])), {
    requiredKeys,
    noNullPrototype: true,
  });
}

describe.each(Object.entries(services))('the messages of %s', (service, compact) => {
  it.each([...linkModel(compact).operations.values()].map((operation) => [operation.name, operation] as const))(
    'are read and written as AWS writes and reads them: %s',
    async (name, { input, output }) => {
      const Command = commands[service]?.[`${name}Command`] as new (input: unknown) => never;
      const send = (command: never) => clients[service]?.send(command) ?? Promise.reject(new Error('no client'));
      await fc.assert(
        fc.asyncProperty(arbitraryStructure(input), arbitraryStructure(output), async (sent, returned) => {
          result = returned;
          const { $metadata: _, ...response } = await send(new Command(sent));
          expect(plain(received)).toEqual(plain(sent));
          expect(plain(response)).toEqual(plain(returned));
        }),
        { numRuns: 20 },
      );
    },
  );
});

/** Without differences of classes that hold the same bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

describe('an error', () => {
  const send = () => clients.sqs?.send(new sqs.ListQueuesCommand() as never);

  it('is the exception that the SDK knows, with its status and request id', async () => {
    result = new AwsApiError('QueueDoesNotExist', 'The specified queue does not exist.');
    const error = await send()?.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(sqs.QueueDoesNotExist);
    expect(error).toMatchObject({
      message: 'The specified queue does not exist.',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      Type: 'Sender',
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[\da-f-]{36}$/) },
    });
  });

  it('is one in the query protocol', async () => {
    result = new AwsApiError('NotFoundException', 'Topic <a&b> does not exist');
    const error = await clients.sns?.send(new sns.ListTopicsCommand() as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(sns.NotFoundException);
    expect(error).toMatchObject({ message: 'Topic <a&b> does not exist', $metadata: { httpStatusCode: 404 } });
  });

  it('of the emulator is reported, and its cause is not sent', async () => {
    result = new TypeError('secret details');
    await expect(send()).rejects.toMatchObject({
      name: 'InternalFailure',
      message: 'The emulator failed: see its output',
      $metadata: { httpStatusCode: 500 },
    });
    expect(api.warnings.at(-1)).toContain('secret details');
  });

  it('names a parameter that is missing', async () => {
    await expect(
      clients.sqs?.send(new sqs.SendMessageCommand({ QueueUrl: 'u' } as never) as never),
    ).rejects.toMatchObject({
      message: 'The request must contain the parameter MessageBody.',
      Code: 'MissingParameter',
    });
  });

  it('names a service that does not exist here', async () => {
    const ssm = new SSMClient(api.client);
    await expect(ssm.send(new GetParameterCommand({ Name: 'a' }))).rejects.toMatchObject({
      name: 'UnknownServiceException',
      message: expect.stringContaining('no service "ssm", only sqs, sns, events'),
    });
  });

  it('names an operation that does not exist here', async () => {
    const command = new sns.ListTagsForResourceCommand({ ResourceArn: 'arn' });
    await expect(clients.sns?.send(command as never)).rejects.toMatchObject({
      name: expect.stringMatching(/^(InvalidAction|UnknownOperationException)$/),
      message: expect.stringContaining('The emulator does not have the operation ListTagsForResource of SNS, only '),
    });
  });

  it('says that a request is too large', async () => {
    const command = new sqs.SendMessageCommand({ QueueUrl: 'u', MessageBody: 'a'.repeat(100_000) });
    await expect(clients.sqs?.send(command as never)).rejects.toMatchObject({
      name: 'EntityTooLarge',
      $metadata: { httpStatusCode: 413 },
    });
  });
});

describe('a request that no SDK sends', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=a/20300101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0';
  const post = async (body: string, headers: Record<string, string>) => {
    const response = await fetch(`${api.url}/012345678912/jobs`, {
      method: 'POST',
      body,
      headers: { authorization, ...headers },
    });
    return { status: response.status, body: await response.text() };
  };
  const json = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it.each([
    ['{', json, 'not a JSON object'],
    ['[]', json, 'not a JSON object'],
    ['{"QueueUrl":1,"MessageBody":"a"}', json, 'QueueUrl must be a string, but is a number'],
    ['{"QueueUrl":"u","MessageBody":"a","MessageAttributes":[]}', json, 'MessageAttributes must be a map'],
    [
      '{"QueueUrl":"u","MessageBody":"a","MessageAttributes":{"b":null}}',
      json,
      'MessageAttributes.b must be a structure, but is null',
    ],
    [
      '{"QueueUrl":"u","MessageBody":"a","MessageAttributes":{"b":{"DataType":"String","StringListValues":[null]}}}',
      json,
      'StringListValues.1 must be a string, but is null',
    ],
    ['{}', { ...json, 'x-amz-target': 'Other.SendMessage' }, 'no operation \\"Other.SendMessage\\"'],
    ['{}', { ...json, 'x-amz-target': '' }, 'no operation'],
    ['', form, 'no Action'],
    ['Action=toString', form, 'no operation &quot;toString&quot;'],
    ['Action=SendMessage&QueueUrl=u&MessageBody=a&DelaySeconds=x', form, 'DelaySeconds is not an integer'],
    ['Action=SendMessage&QueueUrl=u&MessageBody=a&MessageAttribute.1.Name=b', form, 'MessageAttributes.b has no value'],
    ['Action=ReceiveMessage&QueueUrl=u&AttributeName.1.x=All', form, 'AttributeNames.1 has no value'],
  ])('fails with what is wrong: %s', async (body, headers, message) => {
    const response = await post(body, headers);
    expect(response.status).toBe(400);
    expect(response.body).toContain(message);
  });

  it('is dropped without a warning if its client leaves', async () => {
    result = {};
    const { port } = new URL(api.url);
    const before = api.warnings.length;
    const socket = connect(Number(port), '127.0.0.1');
    const head = [
      'POST / HTTP/1.1',
      'Host: 127.0.0.1',
      `Authorization: ${authorization}`,
      'X-Amz-Target: AmazonSQS.ListQueues',
    ];
    await new Promise((resolve) => socket.write(`${head.join('\r\n')}\r\nContent-Length: 10\r\n\r\n{`, resolve));
    // The server has read the head by then.
    await post('{}', { ...json, 'x-amz-target': 'AmazonSQS.ListQueues' });
    socket.destroy();
    await once(socket, 'close');
    await post('{}', { ...json, 'x-amz-target': 'AmazonSQS.ListQueues' });
    expect(api.warnings.slice(before)).toEqual([]);
  });

  it('in a protocol that the emulator does not speak fails with its name', async () => {
    const response = await post('', { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' });
    expect(response.status).toBe(400);
    expect(response.body).toContain('does not speak the protocol rpc-v2-cbor');
  });

  it('can be a form of the older protocol of SQS', async () => {
    result = { MessageId: 'id', MD5OfMessageBody: 'md5' };
    const fields = {
      Action: 'SendMessage',
      Version: '2012-11-05',
      QueueUrl: 'u',
      MessageBody: 'a&b',
      'MessageAttribute.1.Name': 'colour',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'blue',
    };
    const { body } = await post(`${new URLSearchParams(fields)}`, form);
    expect(received).toEqual({
      QueueUrl: 'u',
      MessageBody: 'a&b',
      MessageAttributes: { colour: { DataType: 'String', StringValue: 'blue' } },
    });
    expect(body).toMatch(
      /^<\?xml version="1.0"\?><SendMessageResponse xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/"><SendMessageResult><MD5OfMessageBody>md5<\/MD5OfMessageBody><MessageId>id<\/MessageId><\/SendMessageResult><ResponseMetadata><RequestId>[\da-f-]{36}<\/RequestId><\/ResponseMetadata><\/SendMessageResponse>$/,
    );
  });
});
