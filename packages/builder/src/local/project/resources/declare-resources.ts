import type { LocalResources } from '../../../config/functions/local-resources.ts';
import { busOf } from '../../../config/triggers/eventbridge.ts';
import type { Buckets } from '../../sources/bucket/buckets.ts';
import { defaultSettings } from '../../sources/queue/queue-settings.ts';
import type { LocalEvents } from './local-events.ts';
import type { LocalQueues } from './local-queues.ts';
import type { LocalService } from './local-services.ts';

/** As that of triggers. SQS has no default. */
const DEFAULT_RECEIVE_COUNT = 3;

/** Where resources are created. */
interface ResourcePlaces {
  readonly queues: LocalQueues;
  readonly buckets: Buckets;
  readonly events: LocalEvents;
}

/** Creates what the code uses besides its triggers, and returns the services of that. */
export function declareResources(
  sources: ResourcePlaces,
  { buckets, queues, topics, buses, streams }: LocalResources,
  now: number,
): LocalService[] {
  const names = [...Object.keys(queues), ...Object.values(topics).flatMap((topic) => topic.queues ?? [])];
  const declared = new Set<string>();
  for (const name of names) declareQueue(sources.queues, name, queues, declared);
  for (const name of buckets) sources.buckets.create(name, now);
  for (const [name, { queues: subscribed = [], raw = false }] of Object.entries(topics)) {
    const topic = sources.events.createTopic(name);
    for (const queue of subscribed) {
      const { arn } = sources.queues.create(queue);
      const subscription = sources.events.topics.subscribe(topic, {
        kind: 'queue',
        endpoint: arn,
        isRaw: raw,
        isDeclared: true,
      });
      // It may be a subscriber by a trigger.
      if (subscription.isRaw !== raw) sources.events.topics.change(subscription, { isRaw: raw });
    }
  }
  for (const bus of buses) sources.events.buses.create(busOf({ bus }) ?? 'default');
  const used = {
    sqs: names.length,
    s3: buckets.length,
    sns: Object.keys(topics).length,
    events: buses.length,
    kinesis: Object.keys(streams).length,
  } as const;
  return (Object.keys(used) as (keyof typeof used)[]).filter((service) => used[service] > 0);
}

/** Creates a queue after its dead-letter queue, whose settings it would otherwise not get. */
function declareQueue(queues: LocalQueues, name: string, all: LocalResources['queues'], declared: Set<string>): void {
  if (declared.has(name)) return;
  declared.add(name);
  const {
    visibility_timeout: visibility = defaultSettings.visibilityTimeout,
    dead_letter: target,
    receive_count: maxReceiveCount = DEFAULT_RECEIVE_COUNT,
  } = all[name] ?? {};
  if (target !== undefined) declareQueue(queues, target, all, declared);
  const deadLetterTargetArn = target === undefined ? undefined : queues.create(target).arn;
  queues.create(name, {
    // Also what is not set, which an earlier run may have had.
    VisibilityTimeout: String(visibility),
    RedrivePolicy: deadLetterTargetArn === undefined ? '' : JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
  });
}
