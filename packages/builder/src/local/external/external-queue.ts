import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ReceivedMessage } from '../sources/queue/message/received-message.ts';
import type { ExternalConnection } from './external-connection.ts';
import type { Handled } from './received-messages.ts';

/** How many entries a call may have. */
const MAX_ENTRIES = 10;
/** How long a call may take, in addition to its wait for messages. */
const RESPONSE_MS = 15_000;

/** Messages that could not be deleted, or returned to the queue. */
export interface FailedEntries {
  /** Those for which another try can succeed. */
  readonly again: readonly Handled[];
  /** The others, each with the reason of SQS. */
  readonly rejected: readonly (Handled & { readonly reason: string })[];
}

/** A queue of AWS, or of an emulator. Its calls are not retried. */
export class ExternalQueue {
  readonly url: string;
  readonly #connection: ExternalConnection;
  #client: SQSClient;
  /** Names the present receive of a FIFO queue: if its response is lost, the next one gets the same messages. */
  #attemptId: string | undefined;

  constructor(url: string, connection: ExternalConnection) {
    this.url = url;
    this.#connection = connection;
    this.#client = connection.create(SQSClient);
  }

  /** Reads the credentials again at the next call: they may have been renewed. */
  renew(): void {
    this.#client.destroy();
    this.#client = this.#connection.create(SQSClient);
  }

  /**
   * Receives messages as Lambda does.
   *
   * @param max 1 to 10
   * @param waitSeconds how long to wait for the first one: 0 to 20
   */
  async receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<ReceivedMessage[]> {
    if (this.url.endsWith('.fifo')) this.#attemptId ??= crypto.randomUUID();
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: max,
      WaitTimeSeconds: waitSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
      ...(this.#attemptId !== undefined && { ReceiveRequestAttemptId: this.#attemptId }),
    });
    const { Messages = [] } = await this.#client.send(command, limited(waitSeconds * 1000, signal));
    this.#attemptId = undefined;
    return Messages.map(receivedMessage);
  }

  /** Deletes up to 10 messages. */
  async delete(messages: readonly Handled[], signal?: AbortSignal): Promise<FailedEntries> {
    const command = new DeleteMessageBatchCommand({ QueueUrl: this.url, Entries: entriesOf(messages) });
    const { Failed } = await this.#client.send(command, limited(0, signal));
    return failuresOf(messages, Failed);
  }

  /** Makes messages visible again at once. */
  async release(messages: readonly Handled[], signal?: AbortSignal): Promise<FailedEntries> {
    const Entries = entriesOf(messages).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.url, Entries });
    const { Failed } = await this.#client.send(command, limited(0, signal));
    return failuresOf(messages, Failed);
  }

  close(): void {
    this.#client.destroy();
  }
}

/** Messages in lists that a call may have. */
export function inEntries<Item>(messages: readonly Item[]): Item[][] {
  const count = Math.ceil(messages.length / MAX_ENTRIES);
  return Array.from({ length: count }, (_, index) => messages.slice(index * MAX_ENTRIES, (index + 1) * MAX_ENTRIES));
}

function limited(waitMs: number, signal?: AbortSignal): { abortSignal: AbortSignal } {
  const limit = AbortSignal.timeout(waitMs + RESPONSE_MS);
  return { abortSignal: signal === undefined ? limit : AbortSignal.any([limit, signal]) };
}

function entriesOf(messages: readonly Handled[]) {
  return messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
}

interface BatchFailure {
  readonly Id: string | undefined;
  readonly SenderFault: boolean | undefined;
  readonly Code: string | undefined;
  readonly Message?: string | undefined;
}

function failuresOf(messages: readonly Handled[], failures: readonly BatchFailure[] = []): FailedEntries {
  const failed = failures.flatMap(({ Id, SenderFault = false, Code = 'unknown error', Message }) => {
    const message = messages[Number(Id)];
    if (message === undefined) return [];
    const reason = Message === undefined ? Code : `${Code}: ${Message}`;
    return [{ ...message, isFinal: SenderFault, reason }];
  });
  return {
    again: failed.filter(({ isFinal }) => !isFinal),
    rejected: failed.filter(({ isFinal }) => isFinal),
  };
}

function receivedMessage(message: Message): ReceivedMessage {
  const { MessageId = '', ReceiptHandle = '', Body = '', MD5OfBody = '', Attributes = {} } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    bodyMd5: MD5OfBody,
    attributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(
        ([name, { DataType = 'String', StringValue, BinaryValue }]) => [
          name,
          {
            DataType,
            ...(StringValue !== undefined && { StringValue }),
            ...(BinaryValue !== undefined && { BinaryValue }),
          },
        ],
      ),
    ),
    attributesMd5: message.MD5OfMessageAttributes,
    systemAttributes: Attributes as Readonly<Record<string, string>>,
  };
}
