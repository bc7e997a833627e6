import { ExpectedError } from '../../terminal/expected-error.ts';

/** A resource was not deleted, because there is something in it that cannot be restored. */
export class ContentsError extends ExpectedError {
  override get name(): string {
    return 'ContentsError';
  }
}

/** The messages in a queue, as counted by AWS, which can lag by up to a minute. */
export interface MessageCounts {
  /** Ready to be received. */
  readonly visible: number;
  /** Received and not deleted yet: a function may be handling them. */
  readonly inFlight: number;
  /** Not ready to be received yet. */
  readonly delayed: number;
}

/** What is in a resource, and would be lost with it. What does not apply to the kind, or is empty, is undefined. */
export interface Contents {
  readonly messages?: MessageCounts;
  /** The images in a repository: those that this project pushed, and all others. */
  readonly images?: { readonly ours: number; readonly others: number };
  /** The confirmed and pending subscriptions of a topic. */
  readonly subscriptions?: number;
  /** Whether a bucket has objects. They are not counted, because there can be millions. */
  readonly objects?: true;
  /** Whether a log group has logs. */
  readonly logs?: true;
}

/** The number of all messages in a queue. */
export function countMessages({ visible, inFlight, delayed }: MessageCounts): number {
  return visible + inFlight + delayed;
}

/** Describes contents, such as `3 messages (2 visible, 1 in flight)`; undefined if there are none. */
export function describeContents(contents: Contents | undefined): string | undefined {
  if (contents === undefined) return undefined;
  const { messages, images, subscriptions = 0, objects, logs } = contents;
  if (messages !== undefined && countMessages(messages) > 0) return describeMessages(messages);
  if (images !== undefined && images.ours + images.others > 0) return describeImages(images);
  if (subscriptions > 0) return plural(subscriptions, 'subscription');
  if (objects) return 'its objects';
  return logs ? 'its logs' : undefined;
}

function describeMessages(counts: MessageCounts): string {
  const parts = [
    [counts.visible, 'visible'],
    [counts.inFlight, 'in flight'],
    [counts.delayed, 'delayed'],
  ] as const;
  const states = parts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`);
  return `${plural(countMessages(counts), 'message')} (${states.join(', ')})`;
}

function describeImages({ ours, others }: NonNullable<Contents['images']>): string {
  return `${plural(ours + others, 'image')}${others === 0 ? '' : ` (${others} not pushed by this project)`}`;
}

/** A number of things in words, such as `2 messages`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
