import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceError, testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { type MappingSettings, mapping } from './mapping.ts';

const lambda = mockClient(LambdaClient);
const sqs = mockClient(SQSClient);
afterEach(() => {
  lambda.reset();
  sqs.reset();
});

const QUEUE = 'arn:aws:sqs:eu-central-1:123456789012:jobs';
const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';
const settings: MappingSettings = {
  function: FUNCTION_ARN,
  batchSize: 5,
  batchWindow: 0,
  partialBatchResponse: true,
  enabled: true,
  filters: [],
  onFailure: null,
  maximumConcurrency: 2,
  tags: testTags,
};
const existing = {
  UUID: 'id',
  EventSourceArn: QUEUE,
  FunctionArn: FUNCTION_ARN,
  EventSourceMappingArn: 'arn:mapping',
  State: 'Enabled',
};

describe('an event source mapping', () => {
  it('is created with its tags, response type and concurrency, and awaited', async () => {
    lambda.on(CreateEventSourceMappingCommand).resolves({ UUID: 'id' });
    lambda.on(GetEventSourceMappingCommand).resolvesOnce({ State: 'Creating' }).resolves({ State: 'Enabled' });
    const target = testTarget();
    await mapping.create(target, QUEUE, settings);
    expect(lambda.commandCalls(CreateEventSourceMappingCommand)[0]?.args[0].input).toEqual({
      EventSourceArn: QUEUE,
      FunctionName: 'demo',
      BatchSize: 5,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
      Tags: testTags,
    });
    expect(target.pauses).toHaveLength(1);
  });

  it.each([
    'The function execution role does not have permissions to call ReceiveMessage on SQS',
    'Cannot access stream arn:stream. Please ensure the role can perform the GetRecords, ... Actions on your stream in IAM.',
  ])("waits until Lambda knows the permissions of the function's role: %s", async (message) => {
    const rejection = serviceError('InvalidParameterValueException', message);
    lambda.on(CreateEventSourceMappingCommand).rejectsOnce(rejection).resolves({ UUID: 'id' });
    lambda.on(GetEventSourceMappingCommand).resolves({ State: 'Enabled' });
    await mapping.create(testTarget(), QUEUE, settings);
    expect(lambda.commandCalls(CreateEventSourceMappingCommand)).toHaveLength(2);
  });

  it('is changed once an earlier change is complete, and can lose its limit', async () => {
    lambda.on(UpdateEventSourceMappingCommand).rejectsOnce(serviceError('ResourceInUseException')).resolves({});
    lambda.on(GetEventSourceMappingCommand).resolves({ State: 'Enabled' });
    const actual = { owner: testIdentity, settings: {}, attributes: { id: 'id' } };
    const desired = { ...settings, maximumConcurrency: null };
    await mapping.update(testTarget(), QUEUE, desired, { actual, changed: new Set(['maximumConcurrency']) });
    expect(lambda.commandCalls(UpdateEventSourceMappingCommand)[1]?.args[0].input).toEqual({
      UUID: 'id',
      ScalingConfig: {},
    });
  });

  it('is found on any page, and is recognized as ours by its tag', async () => {
    const other = { ...existing, UUID: 'other', FunctionArn: `${FUNCTION_ARN}-2` };
    lambda
      .on(ListEventSourceMappingsCommand, { EventSourceArn: QUEUE })
      .resolves({ EventSourceMappings: [other], NextMarker: 'more' })
      .on(ListEventSourceMappingsCommand, { EventSourceArn: QUEUE, Marker: 'more' })
      .resolves({ EventSourceMappings: [existing] });
    lambda.on(ListTagsCommand).resolvesOnce({ Tags: testTags }).resolvesOnce({});
    expect(await mapping.read(testTarget(), QUEUE, settings)).toMatchObject({
      owner: testIdentity,
      attributes: { id: 'id' },
    });
    expect(await mapping.read(testTarget(), QUEUE, settings)).toMatchObject({ owner: undefined });
  });

  it('is the one that is ours if others have one for another alias', async () => {
    const theirs = {
      ...existing,
      UUID: 'theirs',
      FunctionArn: `${FUNCTION_ARN}:test`,
      EventSourceMappingArn: 'arn:theirs',
    };
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [theirs, existing] });
    lambda.on(ListTagsCommand).resolves({ Tags: {} });
    lambda.on(ListTagsCommand, { Resource: 'arn:mapping' }).resolves({ Tags: testTags });
    expect(await mapping.read(testTarget(), QUEUE, settings)).toMatchObject({
      owner: testIdentity,
      attributes: { id: 'id' },
    });
  });

  it('is the one of our function under its earlier name', async () => {
    const former = { ...existing, FunctionArn: FUNCTION_ARN.replace(/demo$/, 'former') };
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [former] });
    lambda.on(ListTagsCommand).resolves({ Tags: testTags });
    expect(await mapping.read(testTarget(), QUEUE, settings)).toMatchObject({
      owner: testIdentity,
      settings: { function: former.FunctionArn },
    });
    lambda.on(ListTagsCommand).resolves({ Tags: { 'alr:project': 'another' } });
    expect(await mapping.read(testTarget(), QUEUE, settings)).toBeUndefined();
  });

  it('does not exist once AWS has finished deleting it', async () => {
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{ ...existing, State: 'Deleting' }] });
    lambda
      .on(GetEventSourceMappingCommand)
      .resolvesOnce({ State: 'Deleting' })
      .rejects(serviceError('ResourceNotFoundException'));
    expect(await mapping.read(testTarget(), QUEUE, settings)).toBeUndefined();
    expect(lambda.commandCalls(GetEventSourceMappingCommand)).toHaveLength(2);
  });

  it('is deleted once an earlier change is complete, and awaited', async () => {
    lambda
      .on(GetEventSourceMappingCommand)
      .resolvesOnce({ State: 'Deleting' })
      .rejects(serviceError('ResourceNotFoundException'));
    lambda.on(DeleteEventSourceMappingCommand).rejectsOnce(serviceError('ResourceInUseException')).resolves({});
    await mapping.remove(testTarget(), QUEUE, { owner: testIdentity, settings: {}, attributes: { id: 'id' } });
    expect(lambda.commandCalls(DeleteEventSourceMappingCommand)).toHaveLength(2);
  });

  it('has no batch window for a FIFO queue', async () => {
    lambda.on(CreateEventSourceMappingCommand).resolves({ UUID: 'id' });
    lambda.on(GetEventSourceMappingCommand).resolves({ State: 'Enabled' });
    await mapping.create(testTarget(), `${QUEUE}.fifo`, settings);
    expect(lambda.commandCalls(CreateEventSourceMappingCommand)[0]?.args[0].input).not.toHaveProperty(
      'MaximumBatchingWindowInSeconds',
    );
  });

  it('shows that others have disabled or filtered it, and changes only that', async () => {
    const Filters = [{ Pattern: '{"body":["x"]}' }];
    const edited = {
      ...existing,
      State: 'Disabled',
      FilterCriteria: { Filters },
      DestinationConfig: { OnFailure: { Destination: 'arn:theirs' } },
    };
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [edited] });
    lambda.on(ListTagsCommand).resolves({ Tags: testTags });
    expect((await mapping.read(testTarget(), QUEUE, settings))?.settings).toMatchObject({
      enabled: false,
      filters: ['{"body":["x"]}'],
      onFailure: 'arn:theirs',
    });
    lambda.on(UpdateEventSourceMappingCommand).resolves({});
    lambda.on(GetEventSourceMappingCommand).resolves({ State: 'Enabled' });
    await update(settings, ['enabled', 'filters', 'onFailure']);
    expect(lambda.commandCalls(UpdateEventSourceMappingCommand)[0]?.args[0].input).toEqual({
      UUID: 'id',
      Enabled: true,
      FilterCriteria: {},
      DestinationConfig: { OnFailure: {} },
    });
  });
});

function update(
  desired: MappingSettings,
  changed: string[],
  actualFunction = FUNCTION_ARN,
  target = testTarget(),
  source = QUEUE,
) {
  const actual = { owner: testIdentity, settings: { function: actualFunction }, attributes: { id: 'id' } };
  return mapping.update(target, source, desired, { actual, changed: new Set(changed) });
}

function inFlight(count: number) {
  return { Attributes: { ApproximateNumberOfMessagesNotVisible: String(count) } };
}

describe('a mapping that no longer accepts reports of failed records', () => {
  const silent = { ...settings, partialBatchResponse: false };
  const reporting = { Environment: { Variables: { ALR_PARTIAL_BATCH_RESPONSE: `arn:another,${QUEUE}` } } };

  function updates(): unknown[] {
    return lambda.commandCalls(UpdateEventSourceMappingCommand).map(({ args }) => args[0].input);
  }

  beforeEach(() => {
    lambda.on(UpdateEventSourceMappingCommand).resolves({});
    lambda.on(CreateEventSourceMappingCommand).resolves({ UUID: 'id' });
    lambda.on(GetEventSourceMappingCommand).resolves({ State: 'Enabled' });
    lambda.on(ListVersionsByFunctionCommand).resolves({ Versions: [{ Timeout: 30 }, { Timeout: 60 }] });
    sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: 'https://sqs/1/jobs' });
    sqs.on(GetQueueAttributesCommand).resolves(inFlight(0));
  });

  it('is changed only after the invocations that may still send them have ended', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    sqs.on(GetQueueAttributesCommand).resolvesOnce(inFlight(3)).resolvesOnce(inFlight(1)).resolves(inFlight(0));
    let inFlightAtUpdate: unknown;
    lambda.on(UpdateEventSourceMappingCommand).callsFake(() => {
      inFlightAtUpdate = sqs.commandCalls(GetQueueAttributesCommand).length;
    });
    await update(silent, ['partialBatchResponse']);
    expect(inFlightAtUpdate).toBe(3);
  });

  it('waits no longer than an invocation can take, if a queue always has messages in flight', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    sqs.on(GetQueueAttributesCommand).resolves(inFlight(1));
    const target = testTarget();
    await update(silent, ['partialBatchResponse'], FUNCTION_ARN, target);
    const waited = target.pauses.reduce((sum, each) => sum + each, 0);
    expect(waited).toBeGreaterThanOrEqual(60_000);
    expect(waited).toBeLessThan(70_000);
  });

  it('waits as long as an invocation of a stream can take', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    const target = testTarget();
    const stream = 'arn:aws:kinesis:eu-central-1:123456789012:stream/clicks';
    await update(silent, ['partialBatchResponse'], FUNCTION_ARN, target, stream);
    expect(target.pauses).toContain(60_000);
  });

  it('is changed only after the function has stopped sending them', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolvesOnce(reporting).resolves({});
    await update(silent, ['partialBatchResponse', 'batchSize']);
    expect(updates()).toEqual([
      { UUID: 'id', BatchSize: 5 },
      { UUID: 'id', FunctionResponseTypes: [] },
    ]);
    expect(lambda.commandCalls(GetFunctionConfigurationCommand)).toHaveLength(3);
  });

  it('is neither changed nor created while the function sends them', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves(reporting);
    const reason = `${FUNCTION_ARN} reports failed records of ${QUEUE}, which would be lost`;
    await expect(update(silent, ['partialBatchResponse'])).rejects.toThrow(reason);
    await expect(mapping.create(testTarget(), QUEUE, silent)).rejects.toThrow(reason);
    lambda.on(GetFunctionConfigurationCommand).resolves({
      Environment: { Variables: { ALR_PARTIAL_BATCH_RESPONSE: 'true' } },
    });
    await expect(update(silent, ['partialBatchResponse'])).rejects.toThrow(reason);
    expect(updates()).toEqual([]);
    expect(lambda.commandCalls(CreateEventSourceMappingCommand)).toEqual([]);
  });

  it('is not changed while any version that its alias invokes sends them', async () => {
    lambda.on(GetAliasCommand).resolves({
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { '1': 0.1 } },
    });
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand, { Qualifier: '1' }).resolves(reporting);
    await expect(update({ ...silent, function: `${FUNCTION_ARN}:live` }, ['partialBatchResponse'])).rejects.toThrow(
      `${FUNCTION_ARN}:live reports failed records`,
    );
  });

  it('accepts them until it no longer invokes a former function, which may send them', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    await update(silent, ['function', 'partialBatchResponse'], `${FUNCTION_ARN}-former`);
    expect(updates()).toEqual([
      { UUID: 'id', FunctionName: 'demo' },
      { UUID: 'id', FunctionResponseTypes: [] },
    ]);
  });

  it('accepts them again if another deployment has made the function send them', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolvesOnce({}).resolves(reporting);
    await expect(update(silent, ['partialBatchResponse'])).rejects.toThrow('another deployment makes');
    expect(updates().at(-1)).toEqual({ UUID: 'id', FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });
});
