import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Aws } from '../../aws/connection.ts';
import type { Configuration } from '../../config/configuration.ts';
import { queueUrl } from '../kinds/queue/queue-url.ts';
import { readFailureRecord } from './failure-record.ts';
import { receiveAll } from './receive-all.ts';

/** The result of invoking functions with the messages of a queue. */
export interface Invocations {
  readonly invoked: number;
  /** How many messages stay, by the reason. */
  readonly left: ReadonlyMap<string, number>;
}

/**
 * Invokes functions asynchronously with the events in the messages of a queue. A message is deleted once Lambda has
 * accepted its event.
 *
 * @param owner the function of events that EventBridge could not hand over; undefined for records of failed invocations,
 *   which contain the function
 */
export async function invokeAgain(
  aws: Aws,
  queue: string,
  count: number,
  selected: readonly Configuration[],
  owner: Configuration | undefined,
): Promise<Invocations> {
  const left = new Map<string, number>();
  const leave = (reason: string): false => {
    left.set(reason, (left.get(reason) ?? 0) + 1);
    return false;
  };
  const QueueUrl = (await queueUrl(aws, queue)) ?? '';
  const invoked = await receiveAll(aws, QueueUrl, count, async ({ Body = '' }) => {
    const record = owner === undefined ? readFailureRecord(Body) : { functionName: owner.lambda.name, payload: Body };
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

async function invoke(aws: Aws, { lambda }: Configuration, Payload: string): Promise<number | undefined> {
  const command = new InvokeCommand({
    FunctionName: lambda.name,
    ...(lambda.alias === undefined ? {} : { Qualifier: lambda.alias }),
    InvocationType: 'Event',
    Payload: Buffer.from(Payload),
  });
  return (await aws.client(LambdaClient).send(command)).StatusCode;
}
