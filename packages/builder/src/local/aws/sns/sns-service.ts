import { TopicError } from '../../sources/topic/topic-error.ts';
import type { Topics } from '../../sources/topic/topics.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { AwsOperation, AwsService } from '../aws-service.ts';
import { linkModel } from '../model/service-model.ts';
import { snsModel } from '../model/sns.generated.ts';
import { publishOperations } from './publish-operations.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { topicOperations } from './topic-operations.ts';

/** A batch has up to 256 KB, in which each byte can be an escape sequence of three. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** SNS over local topics. */
export function snsService(topics: Topics): AwsService {
  const operations = {
    ...topicOperations(topics),
    ...subscriptionOperations(topics),
    ...publishOperations(topics),
  };
  return {
    model: linkModel(snsModel),
    style: 'rpc',
    bodyLimit: BODY_LIMIT,
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, withTopicErrors(operation)]),
    ),
  };
}

/** Turns the errors of topics into those of the API. */
function withTopicErrors(operation: AwsOperation): AwsOperation {
  return (input, call) => {
    try {
      return operation(input, call);
    } catch (error) {
      throw error instanceof TopicError ? new AwsApiError(error.code, error.message) : error;
    }
  };
}
