import { LambdaClient, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { nameOf } from '../../aws/arn.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { DeployedReader, ExternalQueueInfo } from './external-access.ts';
import type { ExternalConnection } from './external-connection.ts';

/** How long to wait for an emulator that may not have Lambda. */
const LISTING_MS = 10_000;

/** A queue of a trigger, without the functions that read it. */
export type FoundQueue = Omit<ExternalQueueInfo, 'functions'>;

/**
 * Finds the queues of triggers.
 *
 * @param hint what to do if one of them does not exist
 * @throws {AwsError} a queue does not exist, or cannot be read
 */
export async function findQueues(
  connection: ExternalConnection,
  names: readonly string[],
  hint: string,
): Promise<readonly FoundQueue[]> {
  const client = connection.create(SQSClient);
  try {
    const found = await Promise.all(names.map((name) => findQueue(connection, client, name)));
    const missing = names.filter((_, index) => found[index] === undefined);
    if (missing.length > 0) throw new AwsError(describeMissing(connection, missing, hint));
    return await Promise.all(
      found
        .filter((each) => each !== undefined)
        .map(async (each) => ({ ...each, ...(await readersOf(connection, each.arn)) })),
    );
  } finally {
    client.destroy();
  }
}

async function findQueue(
  connection: ExternalConnection,
  client: SQSClient,
  name: string,
): Promise<FoundQueue | undefined> {
  const abortSignal = AbortSignal.timeout(LISTING_MS);
  try {
    const found = await undefinedIfNotFound(client.send(new GetQueueUrlCommand({ QueueName: name }), { abortSignal }));
    const { QueueUrl: url } = found ?? {};
    if (url === undefined) return undefined;
    const read = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    const attributes = (await undefinedIfNotFound(client.send(read, { abortSignal })))?.Attributes;
    if (attributes?.QueueArn === undefined) return undefined;
    const redrive = readRedrive(attributes.RedrivePolicy);
    return {
      name,
      url,
      arn: attributes.QueueArn,
      visibleMessages: Number(attributes.ApproximateNumberOfMessages ?? 0),
      messagesInFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      visibilityTimeout: Number(attributes.VisibilityTimeout ?? 30),
      ...(redrive !== undefined && { redrive }),
    };
  } catch (error) {
    throw new AwsError(connection.explain(error, `look up the queue ${name}`), { cause: error });
  }
}

function readRedrive(policy: string | undefined): ExternalQueueInfo['redrive'] {
  if (!policy) return undefined;
  // A policy of SQS is JSON of this form; its count is a number or a text.
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as {
    deadLetterTargetArn: string;
    maxReceiveCount: number | string;
  };
  return { queue: nameOf(deadLetterTargetArn), receiveCount: Number(maxReceiveCount) };
}

function describeMissing({ place, region, account }: ExternalConnection, names: readonly string[], hint: string) {
  const where = place.kind === 'aws' ? `in account ${account}, ${region}` : `at ${place.url} in ${region}`;
  const what =
    names.length === 1 ? `the queue ${names[0]} does not exist` : `the queues ${names.join(', ')} do not exist`;
  return `${what} ${where}: ${hint}`;
}

/** The deployed functions that read a queue. That they cannot be listed is no reason not to start. */
async function readersOf(
  connection: ExternalConnection,
  EventSourceArn: string,
): Promise<Pick<FoundQueue, 'readers' | 'readersProblem'>> {
  const client = connection.create(LambdaClient);
  const signal = AbortSignal.timeout(LISTING_MS);
  try {
    const readers: DeployedReader[] = [];
    for await (const page of paginateListEventSourceMappings({ client }, { EventSourceArn }, { abortSignal: signal })) {
      for (const { UUID: id = '', FunctionArn = '', State: state = '' } of page.EventSourceMappings ?? []) {
        readers.push({ id, functionName: functionIn(FunctionArn), state });
      }
    }
    return { readers };
  } catch (error) {
    return { readersProblem: connection.explain(error, 'list its event source mappings') };
  } finally {
    client.destroy();
  }
}

/** `arn:aws:lambda:eu-west-1:123456789012:function:orders:live` → `orders`. */
function functionIn(arn: string): string {
  return arn.split(':')[6] ?? arn;
}
