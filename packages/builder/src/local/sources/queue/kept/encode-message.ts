import type { EncodedItem, StoredItem } from '../../journal.ts';
import type { MessageAttributes } from '../message/message-attributes.ts';
import { type Arrival, type MessageContent, type MessageState, StoredMessage } from '../message/stored-message.ts';

/** A message as it is kept. */
export interface KeptMessage {
  readonly content: Omit<MessageContent, 'body' | 'attributes'> & { readonly attributes: KeptAttributes };
  /** Undefined if it is large, and thus kept apart. */
  readonly body: string | undefined;
  readonly arrival: Omit<Arrival, 'id' | 'content'>;
  readonly state: MessageState;
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly ownReceiveCount: number;
  readonly firstReceivedAt: number | undefined;
  readonly receivedAt: number;
  readonly receipt: number;
  readonly isDuplicate: boolean;
}

/** Attributes with their bytes in Base64. */
type KeptAttributes = Readonly<
  Record<string, { readonly DataType: string; readonly StringValue?: string; readonly base64?: string }>
>;

/** Larger bodies are not written again at each receive. */
const MAX_INLINE = 4096;

export function encodeMessage(message: StoredMessage): EncodedItem<KeptMessage> {
  const { content, arrival, state, visibleAt, receiveCount, ownReceiveCount } = message;
  const { firstReceivedAt, receivedAt, receipt, isDuplicate } = message;
  const { body, attributes, ...others } = content;
  const { order, sequenceNumber, sentAt, deadLetterSource } = arrival;
  const isLarge = body.length > MAX_INLINE;
  return {
    value: {
      content: { ...others, attributes: encodeAttributes(attributes) },
      body: isLarge ? undefined : body,
      arrival: { order, sequenceNumber, sentAt, deadLetterSource },
      state,
      visibleAt,
      receiveCount,
      ownReceiveCount,
      firstReceivedAt,
      receivedAt,
      receipt,
      isDuplicate,
    },
    content: isLarge ? body : undefined,
  };
}

export function decodeMessage(id: string, { value, content: large }: StoredItem<KeptMessage>): StoredMessage {
  const { content, body = large?.toString() ?? '', arrival, state, visibleAt, receiveCount } = value;
  const { ownReceiveCount, firstReceivedAt, receivedAt, receipt, isDuplicate } = value;
  // JSON has no undefined members, which the types of both sides require.
  const { bodyMd5, attributesMd5, traceHeader, groupId, deduplicationId } = content;
  const { order, sequenceNumber, sentAt, deadLetterSource } = arrival;
  const attributes = decodeAttributes(content.attributes);
  const whole = { body, bodyMd5, attributes, attributesMd5, traceHeader, groupId, deduplicationId };
  const message = new StoredMessage(
    { id, content: whole, order, sequenceNumber, sentAt, deadLetterSource },
    state,
    visibleAt,
    receiveCount,
  );
  return Object.assign(message, { ownReceiveCount, firstReceivedAt, receivedAt, receipt, isDuplicate });
}

function encodeAttributes(attributes: MessageAttributes): KeptAttributes {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      DataType,
      ...(StringValue !== undefined && { StringValue }),
      ...(BinaryValue !== undefined && { base64: Buffer.from(BinaryValue).toString('base64') }),
    },
  ]);
  return Object.fromEntries(entries);
}

function decodeAttributes(attributes: KeptAttributes): MessageAttributes {
  const entries = Object.entries(attributes).map(([name, { base64, ...others }]) => [
    name,
    { ...others, ...(base64 !== undefined && { BinaryValue: Buffer.from(base64, 'base64') }) },
  ]);
  return Object.fromEntries(entries);
}
