import { randomUUID } from 'node:crypto';
import type { Trigger } from '../../../config/configuration.ts';
import type { Item } from '../../../events/samples/attribute-values.ts';
import { LocalOptionError } from '../../options/local-option-error.ts';
import { keyProblem } from '../../sources/bucket/object-key.ts';
import { problemOf } from '../../sources/bus/bus-event.ts';
import { type LocalChange, putRecord } from '../handles/local-stream.ts';
import type { LocalSources } from '../local-sources.ts';
import { rejection, sendTo } from '../resources/rejected-message.ts';
import { chooseDestination, type Destination, type DestinationKind, destinationsOf, kindNames } from './destination.ts';

/** What to send where. */
export interface SendRequest {
  /** A name, or `KIND:NAME`. Default: where the triggers get their events from, if there is only one. */
  readonly to?: string | undefined;
  /** The text of a message, the detail of an event, an object, the data of a record, or an item of a table. */
  readonly content: Buffer;
  /** How many. `{#}` in the content, the key and the group becomes the number. Default: one, as it is. */
  readonly count?: number | undefined;
  /** The key of an object, or the partition key of a record. */
  readonly key?: string | undefined;
  /** The group of a FIFO queue or topic. */
  readonly group?: string | undefined;
  /** By `NAME`, for a text, or `NAME:TYPE`. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Of a notification. */
  readonly subject?: string | undefined;
  /** Of an event. */
  readonly source?: string | undefined;
  /** Of an event. */
  readonly detailType?: string | undefined;
  /** Of an object. */
  readonly contentType?: string | undefined;
}

/** What has been sent. */
export interface SendResult {
  /** The name of the queue, topic, event bus, bucket or stream. */
  readonly to: string;
  readonly kind: DestinationKind;
  /** The ids of the messages or events, the keys of the objects, or the sequence numbers of the records. */
  readonly ids: readonly string[];
  /** How many of them nothing gets; undefined if all of them match something, as far as that is known. */
  readonly unmatched?: number | undefined;
}

type OwnOption = Exclude<keyof SendRequest, 'to' | 'content' | 'count'>;

/** Which options are for what, and how they are called. */
const ownOptions: Readonly<Record<OwnOption, { readonly flag: string; readonly kinds: readonly DestinationKind[] }>> = {
  key: { flag: '--key', kinds: ['bucket', 'stream'] },
  group: { flag: '--group', kinds: ['queue', 'topic'] },
  attributes: { flag: '--attribute', kinds: ['queue', 'topic'] },
  subject: { flag: '--subject', kinds: ['topic'] },
  source: { flag: '--source', kinds: ['bus'] },
  detailType: { flag: '--detail-type', kinds: ['bus'] },
  contentType: { flag: 'a content type', kinds: ['bucket'] },
};

/** What the number of a message replaces. It is not part of valid JSON outside of texts. */
const NUMBER = '{#}';

/**
 * Sends messages, events, objects or records to a queue, topic, event bus, bucket or stream, all at the same time.
 *
 * @throws {LocalOptionError} the destination or an option is invalid
 * @throws {RejectedMessageError} the destination does not accept the message
 */
export function send(
  sources: LocalSources,
  triggers: readonly Trigger[],
  request: SendRequest,
  now: number,
): SendResult {
  const destination = chooseDestination(request.to, triggers, destinationsOf(sources));
  checkOptions(destination, request);
  const sendOne = senderTo(sources, destination, now);
  try {
    const numbers = Array.from({ length: request.count ?? 1 }, (_, index) => index + 1);
    let unmatched = 0;
    const sendAll = () =>
      numbers.map((number) => {
        const { matches } = sources.deliveries;
        const id = sendOne(request.count === undefined ? request : numbered(request, number));
        if (hasMatches(destination) && sources.deliveries.matches === matches) unmatched += 1;
        return id;
      });
    const ids = sendTo(inWords(destination), sendAll, wordFor(destination));
    const { discarded } = sources.queues;
    if (destination.kind === 'queue') {
      sources.queues.changed();
      // Others are filtered when the function is free.
      unmatched = Math.min(ids.length, sources.queues.discarded - discarded);
    }
    return { to: destination.name, kind: destination.kind, ids, ...(unmatched > 0 && { unmatched }) };
  } finally {
    if (destination.kind === 'queue') sources.queues.changed();
    if (destination.kind === 'stream') sources.streams.changed();
  }
}

/** Whether what is sent there has to match a rule, a subscription or a notification. */
function hasMatches({ kind }: Destination): boolean {
  return kind === 'bus' || kind === 'topic' || kind === 'bucket';
}

function checkOptions({ kind, name }: Destination, request: SendRequest): void {
  for (const [option, { flag, kinds }] of Object.entries(ownOptions)) {
    if (request[option as OwnOption] === undefined || kinds.includes(kind)) continue;
    const suitable = kinds.map((each) => kindNames[each]).join(' or ');
    throw new LocalOptionError(`${flag} is for a ${suitable}, but ${name} is ${withArticle(kind)}`);
  }
  const isFifo = name.endsWith('.fifo') && (kind === 'queue' || kind === 'topic');
  const missing = [
    kind === 'bucket' && request.key === undefined && '--key KEY',
    kind === 'bus' && request.source === undefined && '--source NAME',
    kind === 'bus' && request.detailType === undefined && '--detail-type TYPE',
    isFifo && request.group === undefined && '--group NAME',
  ].filter((each) => each !== false);
  if (missing.length === 0) return;
  const what = isFifo ? `a FIFO ${kind}` : withArticle(kind);
  throw new LocalOptionError(`${name} is ${what}: add ${missing.join(' and ')}`);
}

/** Returns what sends one message, and returns its id. */
function senderTo(
  { queues, events, buckets, streams }: LocalSources,
  destination: Destination,
  now: number,
): (request: SendRequest) => string {
  const { kind, name } = destination;
  const text = ({ content }: SendRequest) => textOf(content, destination);
  switch (kind) {
    case 'queue': {
      const queue = found(queues.queues.find(name), name);
      return (request) => queue.send({ body: text(request), ...messageOptions(request, name) }, now).messageId;
    }
    case 'topic': {
      const topic = found(events.topics.find(name), name);
      return (request) => {
        const { subject } = request;
        return topic.publish({ message: text(request), subject, ...messageOptions(request, name) }, now).messageId;
      };
    }
    case 'bus': {
      const bus = found(events.buses.find(name), name);
      return (request) => {
        const { source, detailType } = request;
        const event = { source, detailType, detail: text(request) };
        const problem = problemOf(event);
        if (problem === undefined) return bus.putFromAws(event, now);
        throw rejection(inWords(destination), problem.message, 'event');
      };
    }
    case 'bucket': {
      const bucket = found(buckets.get(name), name);
      return ({ key = '', content, contentType }) => {
        const problem = keyProblem(key);
        if (problem !== undefined) throw rejection(inWords(destination), problem, 'object');
        const headers = contentType === undefined ? {} : { ContentType: contentType };
        return bucket.put(key, { body: content, headers }, now).key;
      };
    }
    case 'stream': {
      const stream = found(streams.streams.findAny(name), name);
      return ({ content, key: partitionKey }) => {
        if (stream.kind === 'kinesis') return putRecord(stream, { data: content, partitionKey }, now).sequenceNumber;
        if (partitionKey === undefined) return putRecord(stream, changeOf(content, destination), now).sequenceNumber;
        throw new LocalOptionError(`--key is for a stream of Kinesis, but ${name} is a table of DynamoDB`);
      };
    }
  }
}

function messageOptions({ group, attributes }: SendRequest, name: string) {
  return {
    attributes: attributes && attributesOf(attributes),
    groupId: group,
    // Messages that are sent on purpose are not duplicates, even if they are equal.
    deduplicationId: name.endsWith('.fifo') ? randomUUID() : undefined,
  };
}

function attributesOf(values: Readonly<Record<string, string>>) {
  const entries = Object.entries(values).map(([key, StringValue]) => {
    const [name = '', DataType = 'String'] = key.split(/:(.*)/s);
    return [name, { DataType, StringValue }] as const;
  });
  return Object.fromEntries(entries);
}

function textOf(content: Buffer, destination: Destination): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(content);
  } catch {
    throw rejection(inWords(destination), 'it is not text in UTF-8', wordFor(destination));
  }
}

/** Replaces the placeholder in a message. */
function numbered({ content, key, group, ...request }: SendRequest, number: number): SendRequest {
  const replaced = (text: string) => text.replaceAll(NUMBER, String(number));
  return {
    ...request,
    // Each byte is a character of latin1, so that the others of an object stay as they are.
    content: Buffer.from(replaced(content.toString('latin1')), 'latin1'),
    key: key && replaced(key),
    group: group && replaced(group),
  };
}

/** A change with images, or else an item that is new. */
function changeOf(content: Buffer, destination: Destination): LocalChange {
  let value: unknown;
  try {
    value = JSON.parse(textOf(content, destination));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const reason = 'it is not a JSON object: send an item, or {"newImage": …, "oldImage": …}';
    throw rejection(inWords(destination), reason, wordFor(destination));
  }
  // JSON has only values that items can have.
  const change = value as LocalChange | Item;
  return 'newImage' in change || 'oldImage' in change ? (change as LocalChange) : { newImage: change as Item };
}

/** What a destination gets. */
function wordFor({ kind }: Destination): string {
  return { queue: 'message', topic: 'message', bus: 'event', bucket: 'object', stream: 'record' }[kind];
}

function inWords({ kind, name }: Destination): string {
  return `${kindNames[kind]} ${name}`;
}

function withArticle(kind: DestinationKind): string {
  return `${kind === 'bus' ? 'an' : 'a'} ${kindNames[kind]}`;
}

function found<Item>(item: Item | undefined, name: string): Item {
  if (item === undefined) throw new LocalOptionError(`${name} has been deleted`);
  return item;
}
