import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Message } from '@aws-sdk/client-sqs';
import type { Aws } from '../../aws/connection.ts';
import type { Configuration } from '../../config/configuration.ts';
import { queueUrl } from '../kinds/queue/queue-url.ts';
import { type FailureRecord, readFailureRecord, readUndelivered } from './failure-record.ts';
import { receiveAll } from './receive-all.ts';
import type { StageSource } from './sources.ts';

/** The result of invoking functions with the messages of a queue. */
export interface Invocations {
  readonly invoked: number;
  /** How many messages stay, by the reason. */
  readonly left: ReadonlyMap<string, number>;
}

/**
 * Invokes functions asynchronously with the events in the messages of a queue. A message is deleted once Lambda has
 * accepted its event.
 */
export async function invokeAgain(
  aws: Aws,
  { queue, receivers }: StageSource,
  count: number,
  selected: readonly Configuration[],
): Promise<Invocations> {
  const left = new Map<string, number>();
  const leave = (reason: string): false => {
    left.set(reason, (left.get(reason) ?? 0) + 1);
    return false;
  };
  const QueueUrl = (await queueUrl(aws, queue)) ?? '';
  const invoked = await receiveAll(aws, QueueUrl, count, async (message) => {
    const record = readMessage(message, receivers);
    if (typeof record === 'string') return leave(record);
    const configuration = selected.find(({ lambda }) => lambda.name === record.functionName);
    if (configuration === undefined)
      return leave(`it is of the function ${record.functionName}, which is not selected`);
    try {
      const StatusCode = await invoke(aws, configuration, record.payload);
      return StatusCode === 202 || leave(`Lambda returned the status ${StatusCode} instead of 202`);
    } catch (error) {
      return leave(error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : String(error));
    }
  });
  return { invoked, left };
}

/** Reads an event that EventBridge could not hand over, or a record of a failed invocation; or returns why it is neither. */
function readMessage(message: Message, receivers: readonly Configuration[]): FailureRecord | string {
  const { Body = '' } = message;
  const record = readUndelivered(message) ?? readFailureRecord(Body);
  const [only, ...others] = receivers;
  if (typeof record !== 'string' || only === undefined) return record;
  if (others.length > 0) return 'it does not say which function it is for';
  return { functionName: only.lambda.name, payload: Body };
}

async function invoke(aws: Aws, { lambda }: Configuration, Payload: string): Promise<number | undefined> {
  const command = new InvokeCommand({
    FunctionName: lambda.name,
    ...(lambda.alias === undefined ? {} : { Qualifier: lambda.alias }),
    InvocationType: 'Event',
    Payload: Buffer.from(Payload),
  });
  return (await aws.client(LambdaClient).send(command)).StatusCode;
}
