import type { BatchRecord, FailRecord } from '../batch/run-batch.ts';
import { EventHandler } from '../handler/event-handler.ts';
import type { StaticSettings } from '../handler/settings.ts';
import type { Enveloped } from '../messages/envelope.ts';
import { isS3TestEvent } from '../source/detect-source.ts';
import { EVENT_S3 } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { readObject, type S3Object, type S3Record } from './s3-record.ts';

const Base: typeof EventHandler & StaticSettings<{ envelopes: boolean }> = EventHandler;

/**
 * Handles Amazon S3 notifications (https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html), including those found
 * inside SQS and SNS messages. Extend it and override `onS3Event`, or the method of a kind of operation, which calls
 * `onS3Event` by default. The test event that S3 sends when a notification is configured is logged and skipped.
 *
 * Static setting of a subclass: `envelopes`, false to take no records from inside SQS and SNS messages.
 */
export class S3Handler<Runtime extends object = object> extends Base<S3Record, Runtime> {
  static override readonly source: typeof EVENT_S3 = EVENT_S3;

  /**
   * Handles one record whose operation has no method here, or whose method is not overridden.
   *
   * @param record the record, with the envelopes around it as `envelopes`
   * @param object the object that the record is about; its key is decoded
   */
  onS3Event(record: Enveloped<S3Record>, _object: S3Object): unknown {
    const method = methodOf(record.eventName);
    throw notOverridden(this, 'S3Handler', ...(method ? [method] : []), 'onS3Event');
  }

  /** `ObjectCreated:Put`, `:Post`, `:Copy` and `:CompleteMultipartUpload`. */
  onObjectCreated(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `ObjectRemoved:Delete` and `:DeleteMarkerCreated`. */
  onObjectRemoved(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `ObjectRestore:Post`, `:Completed` and `:Delete`. */
  onObjectRestored(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `ObjectTagging:Put` and `:Delete`. */
  onObjectTagged(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `ObjectAcl:Put`. */
  onObjectAcl(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `LifecycleExpiration:Delete` and `:DeleteMarkerCreated`. */
  onLifecycleExpiration(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `LifecycleTransition`. */
  onLifecycleTransition(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `Replication:OperationFailedReplication` and the like. */
  onReplication(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `IntelligentTiering`. */
  onIntelligentTiering(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /** `ReducedRedundancyLostObject`. */
  onReducedRedundancyLost(record: Enveloped<S3Record>, object: S3Object): unknown {
    return this.onS3Event(record, object);
  }

  /**
   * Handles the records of an event, or those inside one message, at once, instead of the other methods: call `fail` for
   * each one that failed. If this throws, all of them failed.
   *
   * @param records the records, each with its object as `payload`
   */
  onBatch?(records: readonly BatchRecord<S3Object, Enveloped<S3Record>>[], fail: FailRecord): void | Promise<void>;

  override async processRecord(record: Enveloped<S3Record>): Promise<void> {
    const object = this.#read(record);
    if (object !== undefined) await this[methodOf(record.eventName) ?? 'onS3Event'](record, object);
  }

  protected override '~toBatchRecord'(record: Enveloped<S3Record>): BatchRecord | undefined {
    const object = this.#read(record);
    return object && { ...record, payload: object };
  }

  /** The object that a record is about; undefined for a test event. */
  #read(record: Enveloped<S3Record>): S3Object | undefined {
    if (!isS3TestEvent(record)) return readObject(record);
    this.logger.info('the event is an S3 test event: skipped');
    return undefined;
  }

  /** The id of the request to S3, which the S3 logs have too. */
  protected override idOf(record: S3Record): string | undefined {
    return record.responseElements?.['x-amz-request-id'];
  }
}

/** A method for one kind of operation. */
type OperationMethod = Exclude<Extract<keyof S3Handler, `on${string}`>, 'onS3Event' | 'onBatch'>;

/** The method for an operation such as `ObjectCreated:Put`. Notification configurations prefix it with `s3:`. */
function methodOf(eventName: string | undefined): OperationMethod | undefined {
  switch (eventName?.replace(/^s3:/, '').split(':')[0]) {
    case 'ObjectCreated':
      return 'onObjectCreated';
    case 'ObjectRemoved':
      return 'onObjectRemoved';
    case 'ObjectRestore':
      return 'onObjectRestored';
    case 'ObjectTagging':
      return 'onObjectTagged';
    case 'ObjectAcl':
      return 'onObjectAcl';
    case 'LifecycleExpiration':
      return 'onLifecycleExpiration';
    case 'LifecycleTransition':
      return 'onLifecycleTransition';
    case 'Replication':
      return 'onReplication';
    case 'IntelligentTiering':
      return 'onIntelligentTiering';
    case 'ReducedRedundancyLostObject':
      return 'onReducedRedundancyLost';
    default:
      return undefined;
  }
}
