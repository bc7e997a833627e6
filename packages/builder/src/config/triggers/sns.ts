import { boolean, text } from '../keys/key.ts';
import { enabledKeys } from './enabled-key.ts';
import { checkAsynchronous, triggerFailureKeys } from './failure-keys.ts';
import { checkFilterPolicy, filterPolicyKeys } from './filter-keys.ts';
import { isFifo, queueKeys } from './queue-keys.ts';
import { checkQueue, claimsOfQueue, findQueueWarnings } from './queue-rules.ts';
import type { TriggerClaim, TriggerRules } from './trigger-rules.ts';

const topicKeys = {
  topicName: text({
    format: 'topic',
    env: 'TOPIC_NAME',
    required: true,
    description: 'The name of the SNS topic, or the ARN of an existing one.',
  }),
  topicExisting: boolean({
    env: 'TOPIC_EXISTING',
    default: false,
    description: 'The topic exists and is not ours: subscribe to it, but never change or delete it.',
  }),
} as const;

/** The keys of SNS without a queue. */
export const snsKeys = { ...topicKeys, ...filterPolicyKeys, ...triggerFailureKeys } as const;

/** The keys of SNS through a queue. */
export const snsSqsKeys = { ...topicKeys, ...filterPolicyKeys, queue: queueKeys, ...enabledKeys } as const;

/** Notifications of a topic, which invoke the function. */
export const sns: TriggerRules<'sns'> = {
  profile: 'sns',
  *errors(trigger) {
    const { topicName } = trigger;
    yield* checkAsynchronous(trigger);
    yield* checkFilterPolicy(trigger);
    if (!isFifo(topicName)) return;
    yield {
      keys: ['trigger.topic_name'],
      message:
        `trigger.topic_name is "${topicName}": a FIFO topic cannot invoke a function; ` +
        'put a queue between them with trigger.type sns-sqs',
    };
  },
  claims: (trigger) => [
    {
      what: 'subscription to',
      name: trigger.topicName,
      key: 'trigger.topic_name',
      isShared: true,
      advice: 'remove one of them',
    },
    ...claimsOfTopic(trigger),
  ],
};

/** Notifications of a topic, through a queue. */
export const snsSqs: TriggerRules<'sns-sqs'> = {
  profile: 'sqs',
  generatedName: 'trigger.queue.name',
  *errors(trigger, { lambda }) {
    const { queue, topicName } = trigger;
    yield* checkQueue(queue, lambda.timeout);
    yield* checkFilterPolicy(trigger);
    if (!isFifo(queue.name) || isFifo(topicName)) return;
    yield {
      keys: ['trigger.queue.name', 'trigger.topic_name'],
      message:
        `trigger.queue.name is "${queue.name}": a standard topic does not deliver to a FIFO queue; ` +
        'either both names must end in .fifo, or neither',
    };
  },
  warnings: ({ queue }, { lambda }) => findQueueWarnings(queue, lambda),
  claims: (trigger) => [...claimsOfQueue(trigger.queue), ...claimsOfTopic(trigger)],
};

function claimsOfTopic({ topicName, topicExisting }: { topicName: string; topicExisting: boolean }): TriggerClaim[] {
  const advice = 'set topic_existing for all but one';
  return topicExisting ? [] : [{ what: 'topic', name: topicName, key: 'trigger.topic_name', advice }];
}
