import type { ReceivedMessage } from '../../sources/queue/message/received-message.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import type { Queues } from '../../sources/queue/queues.ts';
import type { WaitInput } from '../../sources/queue/waiters.ts';

/** What SQS on this machine depends on. */
export interface SqsOptions {
  readonly queues: Queues;
  /** Receives messages, and waits for them. It resolves to none when the signal is aborted. */
  readonly receive: (queue: Queue, input: WaitInput, signal: AbortSignal) => Promise<readonly ReceivedMessage[]>;
  /** To be called after each change of a queue. */
  readonly changed: () => void;
}
