import type { BatchRecord } from '../batch/run-batch.ts';
import { EventHandler } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { decodeText, type FormatSettings, formatOf } from '../payload/payload.ts';
import { type StandardSchema, validate } from '../payload/schema.ts';
import { asPayload, type Content, type Envelope, type IsRouted, withEnvelopes } from './envelope.ts';

interface MessageSettings extends FormatSettings {
  readonly schema: StandardSchema;
  readonly envelopes: boolean;
}

interface Message {
  readonly payload: unknown;
  /** The envelopes that were found inside the message. */
  readonly envelopes: readonly Envelope[];
}

const Base: typeof EventHandler & StaticSettings<MessageSettings> = EventHandler;

/**
 * Common to SQS and SNS: a message holds a payload, or the records of another source that go to that source's class.
 *
 * The names of the abstract members begin with `~`, so that they never clash with the methods of a user's class.
 */
export abstract class MessageHandler<Item extends object, Runtime extends object> extends Base<Item, Runtime> {
  /**
   * The text of a message.
   *
   * @throws {InvalidPayloadError} it has none
   */
  protected abstract '~textOf'(record: Item): string;

  /** Opens the envelopes inside the text of a message. */
  protected abstract '~open'(text: string, isRouted: IsRouted): Content;

  /** The envelopes around the content of a message, outermost first. The last one is the message itself. */
  protected abstract '~envelopesOf'(record: Item): readonly Envelope[];

  /** Calls the method of the user. The envelopes are those that were found inside the message. */
  protected abstract '~deliver'(payload: unknown, record: Item, envelopes: readonly Envelope[]): unknown;

  override async processRecord(record: Item): Promise<void> {
    const message = await this.#read(record);
    if (message !== undefined) await this['~deliver'](message.payload, record, message.envelopes);
  }

  protected override async '~toBatchRecord'(record: Item): Promise<BatchRecord | undefined> {
    const message = await this.#read(record);
    return message && { ...withEnvelopes(record, message.envelopes), payload: message.payload };
  }

  /** Reads the payload of a message; undefined if the message holds something else, which is handled here. */
  async #read(record: Item): Promise<Message | undefined> {
    const settings = settingsOf<MessageSettings>(this);
    const { envelopes: opensEnvelopes = true } = settings;
    const isRouted = (source: string) => this.invocation.handlerOf(source) !== undefined;
    const text = this['~textOf'](record);
    const content = opensEnvelopes ? this['~open'](text, isRouted) : asPayload(text);
    if (content.kind !== 'payload') return this.#handleContent(content, record);
    const payload = await validate(settings.schema, decodeText(content.text, formatOf(settings)));
    return { payload, envelopes: content.envelopes };
  }

  async #handleContent(content: Exclude<Content, { readonly kind: 'payload' }>, record: Item): Promise<undefined> {
    if (content.kind === 's3-test-event') {
      this.logger.info(`record ${this.idOf(record)} of ${this.source} is an S3 test event: skipped`);
      return;
    }
    const envelopes = [...this['~envelopesOf'](record), ...content.envelopes];
    const records = content.records.map((inner) => withEnvelopes(inner, envelopes));
    await this.forward(content.source, records);
  }
}
