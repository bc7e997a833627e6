import { paginateListDeadLetterSourceQueues, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf, nameOf } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { ruleOfArn } from '../../kinds/events/rule.ts';
import { listMappings } from '../../kinds/function/event-source-mappings.ts';
import { type Identity, isOfStage } from '../../resource/identity.ts';
import { isStatementOfStage } from '../../resource/ids.ts';
import { idOf } from '../../resource/resource.ts';
import { conditionValue, type PolicyStatement, parseStatements } from '../../resource/resource-policy.ts';
import { failureSenders } from './failure-senders.ts';
import { scheduleSenders } from './schedule-senders.ts';
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
  const sources = await sourcesOf(aws, actual.attributes.url);
  const statements = parseStatements(actual.attributes.policy);
  if (!isOfStage(actual.owner)) return [...readers, ...sources, ...statementsOfOthers(statements, identity)];
  const senders = await Promise.all([failureSenders(aws, source), scheduleSenders(aws, source)]);
  return [
    ...readers,
    ...sources,
    ...statements.flatMap((each) => userOfStatement(each, name, identity)),
    ...senders.flat(),
  ];
};

/** What a statement in the policy of a queue of the stage lets send to it. Each function of the stage has its own ones. */
function userOfStatement(statement: PolicyStatement, queue: string, identity: Identity): User[] {
  const source = conditionValue(statement, 'aws:SourceArn');
  if (source === undefined || !isStatementOfStage(statement.Sid, identity))
    return statementsOfOthers([statement], identity);
  const description = `rule ${ruleOfArn(source)}, which sends failed events to it`;
  return [{ id: idOf({ kind: 'queue policy', name: `${queue}/${statement.Sid}` }), description }];
}

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
