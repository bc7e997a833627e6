import { paginateListDeadLetterSourceQueues, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf, nameOf } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { listMappings } from '../../kinds/function/event-source-mappings.ts';
import { isOfStage } from '../../resource/identity.ts';
import { parseStatements } from '../../resource/resource-policy.ts';
import { failureSenders } from './failure-senders.ts';
import { statementsOfOthers } from './statements-of-others.ts';
import type { FindUsers, User } from './user.ts';

/**
 * The users of a queue: the functions that read it, the queues whose dead-letter queue it is, and the statements of others
 * that let something use it. A queue that functions share is one for failed events, so also what sends these to it.
 */
export const queueUsers: FindUsers = async ({ aws, functionName, identity }, { name, actual }) => {
  const source = arnOf(aws, 'sqs', name);
  const readers = (await readersOf(aws, source)).map((reader): User => {
    // A deployment can remove the mapping of our function, and keep the function.
    const id = reader === functionName ? `mapping ${source}` : `function ${reader}`;
    return { id, description: `the mapping to function ${reader}` };
  });
  const statements = statementsOfOthers(parseStatements(actual.attributes.policy), identity);
  const senders = isOfStage(actual.owner) ? await failureSenders(aws, source) : [];
  return [...readers, ...(await sourcesOf(aws, actual.attributes.url)), ...statements, ...senders];
};

/** The names of the functions that read a queue or a stream. */
export async function readersOf(aws: Aws, EventSourceArn: string): Promise<string[]> {
  const mappings = await listMappings(aws, { EventSourceArn });
  return (
    mappings
      .filter(({ State }) => State !== 'Deleting')
      // The ARN can be that of an alias or a version.
      .map(({ FunctionArn = '' }) => FunctionArn.split(':')[6] ?? FunctionArn)
  );
}

async function sourcesOf(aws: Aws, QueueUrl: string | undefined): Promise<User[]> {
  const client = aws.client(SQSClient);
  const users: User[] = [];
  for await (const { queueUrls = [] } of paginateListDeadLetterSourceQueues({ client }, { QueueUrl })) {
    for (const id of queueUrls.map((url) => `queue ${nameOf(url)}`)) {
      users.push({ id, description: `${id}, whose dead-letter queue it is` });
    }
  }
  return users;
}
