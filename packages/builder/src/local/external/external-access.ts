import { shellWord } from '../../terminal/text/shell-word.ts';
import type { ExternalPlace } from '../options/event-source.ts';

/** A deployed function that reads a queue too. */
export interface DeployedReader {
  /** The id of its event source mapping. */
  readonly id: string;
  readonly functionName: string;
  /** Such as `Enabled` or `Disabled`. */
  readonly state: string;
}

/** A queue that a function on this machine reads. */
export interface ExternalQueueInfo {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** The functions that read it, by their names in the project. */
  readonly functions: readonly string[];
  /** Approximate. */
  readonly visibleMessages: number;
  readonly messagesInFlight: number;
  /** Seconds. */
  readonly visibilityTimeout: number;
  /** What happens to a message that is received too often. */
  readonly redrive?: { readonly queue: string; readonly receiveCount: number } | undefined;
  /** Undefined if they cannot be listed. */
  readonly readers?: readonly DeployedReader[] | undefined;
  /** Why they cannot be listed. */
  readonly readersProblem?: string | undefined;
}

/** A stream that a function on this machine reads. */
export interface ExternalStreamInfo {
  /** That of the stream, or of the table. */
  readonly name: string;
  readonly arn: string;
  /** The functions that read it, by their names in the project. */
  readonly functions: readonly string[];
}

/** A trigger whose events cannot be read from elsewhere. */
export interface UnreadTrigger {
  readonly function: string;
  readonly trigger: string;
  readonly reason: string;
}

/** What is read from AWS, or from an emulator. */
export interface ExternalAccess {
  /** `aws`, or the address of the emulator. */
  readonly source: string;
  /** Undefined for an emulator. */
  readonly account?: string | undefined;
  readonly region: string;
  /** In words, such as `the AWS profile shop`. Undefined for an emulator. */
  readonly credentials?: string | undefined;
  readonly profile?: string | undefined;
  /** The address of AWS, if the environment names another one than that of the region. */
  readonly endpoint?: string | undefined;
  readonly queues: readonly ExternalQueueInfo[];
  readonly streams: readonly ExternalStreamInfo[];
  readonly unread: readonly UnreadTrigger[];
}

/** Whether the user has to agree: others may use the same queues. */
export function needsConsent(place: ExternalPlace): boolean {
  return place.kind === 'aws' || !place.isLoopback;
}

const aboutMessages = [
  '  Messages are received, and deleted when the function succeeds, or if they match no filter, as Lambda does. Otherwise,',
  '  they return to the queue after its visibility timeout, and go to its dead-letter queue when that was too often.',
];

/** Describes what is read, and what that means, in lines. */
export function describeExternalAccess(access: ExternalAccess): string[] {
  const { queues, streams, unread } = access;
  return [
    `events come from ${describePlace(access)}:`,
    ...queues.flatMap((queue) => describeQueue(queue, access)),
    ...(queues.length > 0 ? aboutMessages : []),
    ...streams.map(
      ({ name, functions }) =>
        `  stream ${name} → ${functions.join(', ')}: its records stay, so that the deployed function gets them, too`,
    ),
    ...unread.map(({ function: name, trigger, reason }) => `  not read: the trigger ${trigger} of ${name}: ${reason}`),
  ];
}

/** The question to the user. */
export function consentQuestion(access: ExternalAccess): string {
  const { queues, streams } = access;
  const names = (sources: readonly { readonly name: string }[]) => sources.map(({ name }) => name).join(', ');
  const actions = [
    ...(queues.length > 0 ? [`receive and delete messages of ${names(queues)}`] : []),
    ...(streams.length > 0 ? [`read ${names(streams)}`] : []),
  ].join(', and ');
  return `${actions.charAt(0).toUpperCase()}${actions.slice(1)} (${describePlace(access)})?`;
}

function describePlace({ source, account, region, credentials, endpoint }: ExternalAccess): string {
  if (source !== 'aws') return source;
  return [
    `AWS account ${account}`,
    region,
    ...(credentials === undefined ? [] : [`with ${credentials}`]),
    ...(endpoint === undefined ? [] : [`at ${endpoint}`]),
  ].join(', ');
}

function describeQueue(queue: ExternalQueueInfo, access: ExternalAccess): string[] {
  const { name, visibleMessages, messagesInFlight, visibilityTimeout, redrive, functions } = queue;
  const limit =
    redrive === undefined
      ? 'no dead-letter queue'
      : `after ${redrive.receiveCount === 1 ? '1 receive' : `${redrive.receiveCount} receives`}, to ${redrive.queue}`;
  const facts = [
    `${visibleMessages} visible, ${messagesInFlight} in flight`,
    `visibility timeout ${visibilityTimeout} s`,
    limit,
  ];
  return [
    `  queue ${name} → ${functions.join(', ')}: ${facts.join('; ')}`,
    ...describeReaders(queue, access).map((line) => `    ${line}`),
  ];
}

function describeReaders({ readers, readersProblem }: ExternalQueueInfo, access: ExternalAccess): string[] {
  if (readers === undefined) {
    if (access.source !== 'aws') return [];
    return [`a deployed function may read it too: ${readersProblem ?? 'its mappings cannot be listed'}`];
  }
  if (readers.length === 0) return ['no deployed function reads it'];
  return readers.flatMap(({ id, functionName, state }) => {
    if (state === 'Disabled')
      return [`the deployed function ${functionName} does not read it: its trigger is disabled`];
    const words = ['aws', 'lambda', 'update-event-source-mapping', '--uuid', id, '--no-enabled', ...placeWords(access)];
    return [
      `the deployed function ${functionName} reads it too (${state}): each message reaches only one of the two`,
      `to get all of them here, set enabled: false in the trigger and run alr-builder apply, or run ${words.map((word) => shellWord(word)).join(' ')}`,
    ];
  });
}

function placeWords({ source, region, profile }: ExternalAccess): string[] {
  if (source !== 'aws') return ['--region', region, '--endpoint-url', source];
  return ['--region', region, ...(profile === undefined ? [] : ['--profile', profile])];
}
