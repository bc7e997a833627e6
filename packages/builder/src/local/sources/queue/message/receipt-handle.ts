import { QueueError } from '../queue-error.ts';

/** What a receipt handle stands for. */
export interface Receipt {
  readonly messageId: string;
  /** Which receipt of the message it was. */
  readonly receipt: number;
}

/** What each handle begins with, as on AWS. */
const PREFIX = 'AQEB';

/** The handle with which a receiver deletes a message of a queue. */
export function receiptHandle(queue: string, { messageId, receipt }: Receipt): string {
  return `${PREFIX}${Buffer.from(`${queue} ${messageId} ${receipt}`).toString('base64')}`;
}

/** @throws {QueueError} it is not one of this queue */
export function parseReceiptHandle(queue: string, handle: string): Receipt {
  const [name, messageId, receipt] = Buffer.from(handle.slice(PREFIX.length), 'base64').toString().split(' ');
  if (name === queue && messageId !== undefined && receipt !== undefined) {
    const parsed = { messageId, receipt: Number(receipt) };
    if (receiptHandle(queue, parsed) === handle) return parsed;
  }
  throw new QueueError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
}
