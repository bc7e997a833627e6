import { EventHandler } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { decodeText, type FormatSettings, formatOf } from '../payload/payload.ts';
import { type StandardSchema, validate } from '../payload/schema.ts';
import { asPayload, type Content, type Envelope, type IsRouted, withEnvelopes } from './envelope.ts';

interface MessageSettings extends FormatSettings {
  readonly schema: StandardSchema;
  readonly envelopes: boolean;
}

/** A message of any source, reduced to what handling its content takes. */
interface Message {
  /** Names the message in the log. */
  readonly label: string;
  readonly text: string;
  readonly open: (text: string, isRouted: IsRouted) => Content;
  /** The envelopes around the content, outermost first: those around the message, then the message itself. */
  readonly envelopes: () => readonly Envelope[];
  /** Handles the decoded payload; the envelopes are those found inside the message. */
  readonly onPayload: (payload: unknown, envelopes: readonly Envelope[]) => unknown;
}

const Base: typeof EventHandler & StaticSettings<MessageSettings> = EventHandler;

/**
 * Common to SQS and SNS: a message holds a payload, or the records of another source that go to that source's class.
 */
export abstract class MessageHandler<Item, Runtime extends object> extends Base<Item, Runtime> {
  /** Opens the envelopes inside a message, and passes on what they hold. */
  protected async processMessage({ label, text, open, envelopes, onPayload }: Message): Promise<void> {
    const settings = settingsOf<MessageSettings>(this);
    const { envelopes: opensEnvelopes = true } = settings;
    const content = opensEnvelopes ? open(text, (source) => this.isRouted(source)) : asPayload(text);
    switch (content.kind) {
      case 's3-test-event':
        return this.logger.info(`${label} is the test event of an S3 notification: skipped`);
      case 'records': {
        const around = [...envelopes(), ...content.envelopes];
        return this.forward(
          content.source,
          content.records.map((record) => withEnvelopes(record, around)),
        );
      }
      case 'payload': {
        const payload = await validate(settings.schema, decodeText(content.text, formatOf(settings)));
        await onPayload(payload, content.envelopes);
      }
    }
  }
}
