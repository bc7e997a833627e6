import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { explainAwsError } from '../../aws/aws-error.ts';
import type { Project } from '../../config/configuration.ts';
import { describeMissingTrigger } from '../../config/functions/select-functions.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { checkIsOurs } from '../actual/read-ours.ts';
import { openFunction } from '../deployment.ts';
import { topicArn } from '../kinds/events/topic.ts';

/**
 * Publishes a message to the topic of the trigger that has one.
 *
 * @param message by default, a JSON object that says that it is a test
 * @throws {UsageError} no trigger has a topic, or several do
 * @throws {NotOursError} the topic does not exist, or belongs to others and is not marked as existing
 */
export async function publishTest(project: Project, message: string | undefined, terminal: Terminal): Promise<void> {
  const topics = project.selected.flatMap((configuration) =>
    configuration.triggers.flatMap((trigger) => ('topicName' in trigger ? [{ configuration, trigger }] : [])),
  );
  const [topic, ...others] = topics;
  if (topic === undefined) throw new UsageError(describeMissingTrigger(project, 'topic', ['sns', 'sns-sqs']));
  const names = new Set(topics.map((each) => each.trigger.topicName));
  if (others.length > 0 && names.size > 1) {
    throw new UsageError(`there are several topics: ${[...names].join(', ')}; choose a function with --function NAME`);
  }
  const { configuration, trigger } = topic;
  const { target } = await openFunction(configuration, terminal.env);
  if (!trigger.topicExisting) await checkIsOurs(target, { kind: 'topic', name: trigger.topicName });
  const publish = new PublishCommand({
    TopicArn: topicArn(target, trigger.topicName),
    Message: message ?? JSON.stringify({ message: 'a test from alr-builder' }),
    ...(trigger.topicName.endsWith('.fifo') && {
      MessageGroupId: target.identity.project,
      MessageDeduplicationId: crypto.randomUUID(),
    }),
  });
  try {
    const { MessageId } = await target.aws.client(SNSClient).send(publish);
    terminal.stdout.write(`published ${MessageId} to ${trigger.topicName}\n`);
  } catch (error) {
    throw explainAwsError(error, `publish to ${trigger.topicName}`);
  }
}
