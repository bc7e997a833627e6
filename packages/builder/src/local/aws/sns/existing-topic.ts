import type { Topic } from '../../sources/topic/topic.ts';
import { invalidParameter, TopicError } from '../../sources/topic/topic-error.ts';
import type { Topics } from '../../sources/topic/topics.ts';

/**
 * Finds a topic by its ARN. Only the name matters: the ARN may be that of the topic on AWS.
 *
 * @throws {TopicError} there is no such topic, or the request names none
 */
export function existingTopic(topics: Topics, arn: string | undefined): Topic {
  if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  const topic = topics.find(arn.slice(arn.lastIndexOf(':') + 1));
  if (topic !== undefined) return topic;
  const known = topics.all.map((each) => each.name).join(', ');
  const hint = known === '' ? 'The emulator has no topic' : `The emulator has ${known}`;
  throw new TopicError('NotFoundException', `Topic does not exist: ${arn}. ${hint}. CreateTopic makes one`);
}
