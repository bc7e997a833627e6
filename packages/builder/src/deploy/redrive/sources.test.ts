import { describe, expect, it } from 'vitest';
import { configurationOf, projectWith } from '../../../test/configuration.ts';
import { testTarget } from '../../../test/deployment-target.ts';
import { readFailureRecord, readUndelivered } from './failure-record.ts';
import { failedSources } from './sources.ts';

const ARN = 'arn:aws:sqs:eu-central-1:123456789012:theirs';
const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders';

function sourcesOf(trigger: string, lambda = '') {
  const configuration = configurationOf(`lambda: { ${lambda} }\ntrigger: { ${trigger} }\n`);
  return failedSources(projectWith(configuration), testTarget().aws).map((source) =>
    Object.fromEntries(Object.entries(source).filter(([name]) => name !== 'owner' && name !== 'receivers')),
  );
}

describe('what can be tried again', () => {
  it('is in dead-letter queues, and in the queues for failed invocations and undelivered events', () => {
    expect(sourcesOf('type: sqs, queue: { name: jobs }', 'on_failure: { queue: failed }')).toEqual([
      { kind: 'dead letters', queue: 'jobs-dlq', to: 'jobs' },
      { kind: 'failed invocations', queue: 'failed' },
    ]);
    expect(sourcesOf('type: eventbridge, dlq: undelivered, on_failure: { queue: failed }')).toEqual([
      { kind: 'undelivered events', queue: 'undelivered' },
      { kind: 'failed invocations', queue: 'failed' },
    ]);
    expect(sourcesOf('type: none')).toEqual([]);
  });

  it('is one source if several functions, or on_failure too, use the queue', () => {
    const yaml = (name: string, lambda = '{}') =>
      `project: shop\nlambda: ${lambda}\nfunctions: { ${name}: { handler: app, name: ${name}, triggers: [{ type: scheduler, dlq: lost }, { type: eventbridge, dlq: lost }] } }\n`;
    const sourcesOfBoth = (lambda?: string) => {
      const project = projectWith(configurationOf(yaml('api', lambda)), configurationOf(yaml('mail', lambda)));
      const limited = { ...project, selected: project.functions.slice(0, 1) };
      return failedSources(limited, testTarget().aws).map((source) =>
        'receivers' in source ? [source.kind, source.queue, source.receivers.map(({ lambda }) => lambda.name)] : source,
      );
    };
    expect(sourcesOfBoth()).toEqual([['undelivered events', 'lost', ['api', 'mail']]]);
    expect(sourcesOfBoth('{ on_failure: { queue: lost } }')).toEqual([['failed invocations', 'lost', ['api', 'mail']]]);
  });

  it.each([
    [`type: sqs, queue: { name: '${ARN}' }`, '', 'the dead-letter queue of theirs', 'it is not ours'],
    [`type: sqs, queue: { dlq: { name: '${ARN}' } }`, '', 'theirs', 'it is not ours'],
    [`type: eventbridge, dlq: '${ARN}'`, '', 'theirs', 'it is named by its ARN'],
    ['type: none', `on_failure: '${ARN}'`, 'theirs', 'it is named by its ARN'],
    [
      'type: none',
      "on_failure: 'arn:aws:sns:eu-central-1:123456789012:failed'",
      'arn:aws:sns:eu-central-1:123456789012:failed',
      'it does not keep the records',
    ],
    [
      `type: dynamodb, stream: { arn: '${TABLE}/stream/2026-01-01T00:00:00.000' }, on_failure: { queue: failed }`,
      '',
      'failed',
      'records of the stream of the table orders say only where',
    ],
  ])('is not in what is not ours, and not in what keeps no records: %s %s', (trigger, lambda, source, reason) => {
    expect(sourcesOf(trigger, lambda)).toEqual([{ source, reason: expect.stringContaining(reason) }]);
  });
});

describe('a record of a failed invocation', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:mail:$LATEST';

  it('contains the function and the event, whatever that is', () => {
    for (const event of [{ a: 1 }, [1], 'text', 0, null]) {
      const body = JSON.stringify({ requestContext: { functionArn }, requestPayload: event });
      expect(readFailureRecord(body)).toEqual({ functionName: 'mail', payload: JSON.stringify(event) });
    }
  });

  it.each([
    ['not JSON', 'it is not a record'],
    ['null', 'it is not a record'],
    ['{"requestPayload":{}}', 'it is not a record'],
    [JSON.stringify({ requestContext: { functionArn } }), 'it is not a record'],
    ['{"requestContext":{},"KinesisBatchInfo":{}}', 'it says only where the records are in their stream'],
    ['{"requestContext":{},"DDBStreamBatchInfo":{}}', 'it says only where the records are in their stream'],
  ])('is distinguished from anything else: %s', (body, reason) => {
    expect(readFailureRecord(body)).toContain(reason);
  });
});

describe('an event that could not be handed over', () => {
  it('says which function it is for, in the attributes of its message', () => {
    const messageTo = (StringValue: string) => ({
      Body: '{"a":1}',
      MessageAttributes: { TARGET_ARN: { DataType: 'String', StringValue } },
    });
    for (const arn of ['function:mail', 'function:mail:live']) {
      expect(readUndelivered(messageTo(`arn:aws:lambda:eu-west-1:123456789012:${arn}`))).toEqual({
        functionName: 'mail',
        payload: '{"a":1}',
      });
    }
    expect(readUndelivered(messageTo('arn:aws:sqs:eu-west-1:123456789012:mail'))).toBeUndefined();
    expect(readUndelivered({ Body: '{}' })).toBeUndefined();
  });
});
