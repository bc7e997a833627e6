import type { DynamoDBRecord } from 'aws-lambda';
import { InvalidPayloadError } from '../payload/payload.ts';
import { EVENT_DYNAMODB } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { decodeItem } from './attribute-value.ts';
import { StreamHandler } from './stream-handler.ts';

/** A change of an item, decoded. The view type of the stream determines which images it has. */
export interface DynamoDBChange<Item = Readonly<Record<string, unknown>>> {
  /** The attributes of the item's key. */
  readonly Keys?: Readonly<Record<string, unknown>>;
  /** The item after the change; absent if it was removed. */
  readonly NewImage?: Item;
  /** The item before the change; absent if it is new. */
  readonly OldImage?: Item;
}

/**
 * Handles changes of an Amazon DynamoDB table (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html): extend it
 * and override `onRecord`. Records are handled in order. The first failure stops the batch and fails the invocation;
 * with a partial batch response, only that record and those after it are retried.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that decoded changes must match.
 * - `partialBatchResponse`: true if the event source mapping has `ReportBatchItemFailures`. The default is
 *   `ALR_PARTIAL_BATCH_RESPONSE`.
 */
export class DynamoDBHandler<Data = DynamoDBChange, Runtime extends object = object> extends StreamHandler<
  Data,
  DynamoDBRecord,
  Runtime
> {
  static override readonly source: typeof EVENT_DYNAMODB = EVENT_DYNAMODB;

  /** Handles one record; `data` is the decoded change, and `record.eventName` is `INSERT`, `MODIFY` or `REMOVE`. */
  override onRecord(_data: Data, _record: DynamoDBRecord): unknown {
    throw notOverridden(this, 'DynamoDBHandler', 'onRecord');
  }

  protected override '~decode'(record: DynamoDBRecord): unknown {
    return decodeChange(record);
  }

  protected override idOf(record: DynamoDBRecord): string | undefined {
    return record.dynamodb?.SequenceNumber;
  }
}

function decodeChange({ dynamodb }: DynamoDBRecord): DynamoDBChange {
  if (dynamodb === undefined) throw new InvalidPayloadError('the record has no change of an item');
  const { Keys, NewImage, OldImage } = dynamodb;
  return {
    ...(Keys && { Keys: decodeItem(Keys) }),
    ...(NewImage && { NewImage: decodeItem(NewImage) }),
    ...(OldImage && { OldImage: decodeItem(OldImage) }),
  };
}
