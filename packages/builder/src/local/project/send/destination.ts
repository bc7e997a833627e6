import { nameOf } from '../../../aws/arn.ts';
import type { Trigger } from '../../../config/configuration.ts';
import { busOf } from '../../../config/triggers/eventbridge.ts';
import { LocalOptionError } from '../../options/local-option-error.ts';
import { tableOf } from '../../sources/stream/streams.ts';
import type { LocalSources } from '../local-sources.ts';

/** What a message can be sent to, and how it is called in messages. */
export const kindNames = {
  queue: 'queue',
  topic: 'topic',
  bus: 'event bus',
  bucket: 'bucket',
  stream: 'stream',
} as const;

export type DestinationKind = keyof typeof kindNames;

/** A queue, topic, event bus, bucket or stream. That of a table of DynamoDB has the name of the table. */
export interface Destination {
  readonly kind: DestinationKind;
  readonly name: string;
}

/** All that the emulator has. */
export function destinationsOf({
  queues,
  events,
  buckets,
  streams,
}: Pick<LocalSources, 'queues' | 'events' | 'buckets' | 'streams'>): Destination[] {
  const named = (kind: DestinationKind, all: readonly { readonly name: string }[]) =>
    all.map(({ name }) => ({ kind, name }));
  return [
    ...named('queue', queues.queues.all),
    ...named('topic', events.topics.all),
    ...named('bus', events.buses.all),
    ...named('bucket', buckets.all),
    ...named('stream', streams.streams.all),
  ];
}

/** Where the events of a trigger begin. Undefined if nothing can be sent there, as with a schedule or a URL. */
function beginningOf(trigger: Trigger): Destination | undefined {
  switch (trigger.type) {
    case 'sqs':
      return { kind: 'queue', name: nameOf(trigger.queue.name) };
    case 's3-direct':
    case 's3-sqs':
      return { kind: 'bucket', name: trigger.bucket };
    case 'sns':
    case 'sns-sqs':
      return { kind: 'topic', name: nameOf(trigger.topicName) };
    case 'eventbridge':
      return trigger.pattern === undefined ? undefined : { kind: 'bus', name: busOf(trigger) ?? 'default' };
    case 'kinesis':
      return { kind: 'stream', name: nameOf(trigger.stream.arn) };
    case 'dynamodb':
      return { kind: 'stream', name: tableOf(trigger.stream.arn) };
    default:
      return undefined;
  }
}

/**
 * Chooses where to send a message.
 *
 * @param to a name, or `KIND:NAME`; undefined: there has to be only one place where triggers get their events from
 * @throws {LocalOptionError} there is none of this name, or more than one
 */
export function chooseDestination(
  to: string | undefined,
  triggers: readonly Trigger[],
  all: readonly Destination[],
): Destination {
  if (to === undefined) return onlyBeginning(triggers, all);
  const [first, second] = all.filter(({ kind, name }) => to === name || to === `${kind}:${name}`);
  if (first === undefined) {
    throw new LocalOptionError(
      `there is no queue, topic, event bus, bucket or stream ${to}: choose one of ${list(all)}`,
    );
  }
  if (second === undefined) return first;
  const exact = [first, second].map(({ kind, name }) => `${kind}:${name}`).join(' or ');
  throw new LocalOptionError(
    `${to} is a ${kindNames[first.kind]} and a ${kindNames[second.kind]}: choose one with --to ${exact}`,
  );
}

function onlyBeginning(triggers: readonly Trigger[], all: readonly Destination[]): Destination {
  const beginnings = triggers.flatMap((trigger) => beginningOf(trigger) ?? []);
  // Several triggers can have the same source.
  const [first, ...others] = new Map(beginnings.map((each) => [`${each.kind}:${each.name}`, each])).values();
  if (first === undefined) {
    const reason = 'no trigger of this emulator has a queue, topic, event bus, bucket or stream';
    throw new LocalOptionError(`${reason}: choose one of ${list(all)} with --to NAME`);
  }
  if (others.length === 0) return first;
  throw new LocalOptionError(
    `the triggers of this emulator have several sources: choose one of ${list([first, ...others])} with --to NAME`,
  );
}

function list(destinations: readonly Destination[]): string {
  return destinations.map(({ kind, name }) => `${name} (${kindNames[kind]})`).join(', ');
}
