import type { QueueSettings, Trigger } from '../../config/configuration.ts';
import type { LocalService } from '../project/resources/local-services.ts';

/** What triggers with a queue have in common. */
export interface QueueTriggerSettings {
  readonly queue: QueueSettings;
  readonly filter: readonly string[];
}

type TriggerType = Trigger['type'];

/** How the events of a type of trigger get to a function on this machine. */
interface TriggerSource {
  /** The services that its resources are in. */
  readonly services: readonly LocalService[];
  /** Why its events cannot be read. */
  readonly obstacle?: string;
}

const pushed = (service: string, advice: string) => `${service} sends its events only to what is deployed: ${advice}`;

const sources: Readonly<Record<TriggerType, TriggerSource>> = {
  sqs: { services: ['sqs'] },
  's3-sqs': { services: ['s3', 'sqs'] },
  'sns-sqs': { services: ['sns', 'sqs'] },
  's3-direct': {
    services: ['s3'],
    obstacle: pushed('S3', 'use the trigger s3-sqs, whose queue can be read, or --source local'),
  },
  sns: {
    services: ['sns'],
    obstacle: pushed('SNS', 'use the trigger sns-sqs, whose queue can be read, or --source local'),
  },
  eventbridge: {
    services: ['events'],
    obstacle: pushed('EventBridge', 'use --source local, or invoke the function with an event of alr-builder event'),
  },
  scheduler: {
    services: [],
    obstacle: pushed(
      'EventBridge Scheduler',
      'use --source local, or invoke the function with alr-builder invoke --local',
    ),
  },
  kinesis: { services: ['kinesis'] },
  dynamodb: { services: ['dynamodb'] },
  // Requests come to the port of the emulator.
  url: { services: [] },
  'http-api': { services: [] },
  alb: { services: [] },
  none: { services: [] },
};

/** Whether a trigger reads a queue. */
export function isQueueTrigger(trigger: Trigger): trigger is Trigger & QueueTriggerSettings {
  return trigger.type === 'sqs' || trigger.type === 's3-sqs' || trigger.type === 'sns-sqs';
}

/** A trigger that reads a stream. */
export type StreamTrigger = Extract<Trigger, { type: 'kinesis' | 'dynamodb' }>;

/** Whether a trigger reads a stream. */
export function isStreamTrigger(trigger: Trigger): trigger is StreamTrigger {
  return trigger.type === 'kinesis' || trigger.type === 'dynamodb';
}

/** The services that the resources of a trigger are in. */
export function servicesOf(type: TriggerType): readonly LocalService[] {
  return sources[type].services;
}

/** Why the events of a trigger cannot be read; undefined if they can, or come from clients. */
export function findObstacle(type: TriggerType): string | undefined {
  return sources[type].obstacle;
}
