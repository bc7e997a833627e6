import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { explainAwsError } from '../../aws/aws-error.ts';
import type { Configuration } from '../../config/configuration.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { checkIsOurs } from '../actual/read-ours.ts';
import { openDeploymentTarget } from '../deployment.ts';
import { topicArn } from '../kinds/events/topic.ts';

/**
 * Publishes a message to the trigger's topic.
 *
 * @param message by default, a JSON object that says that it is a test
 * @throws {UsageError} the trigger has no topic
 * @throws {NotOursError} the topic does not exist, or belongs to others and is not marked as existing
 */
export async function publishTest(
  configuration: Configuration,
  message: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { trigger } = configuration;
  if (trigger.type !== 'sns' && trigger.type !== 'sns-sqs') {
    throw new UsageError(`the function has no topic: trigger.type is ${trigger.type}, not sns or sns-sqs`);
  }
  const target = await openDeploymentTarget(configuration, terminal.env);
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
