import { EventHandler } from '../handler/event-handler.ts';
import type { Enveloped } from '../messages/envelope.ts';
import { isS3TestEvent } from '../source/detect-source.ts';
import { EVENT_S3 } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { readObject, type S3Object, type S3Record } from './s3-record.ts';

// A mapped type has no declaration: a subclass may set what it names with or without the word `override`.
type Settings = { readonly [Name in 'envelopes']?: boolean };

const Base: typeof EventHandler & Settings = EventHandler;

/**
 * Handles notifications of Amazon S3 (https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html), also those that are
 * found in messages of SQS and SNS: extend it and override `onS3Event`, or the method of an operation, which otherwise
 * calls `onS3Event`. The test that S3 sends when a notification is set up is logged and skipped.
 *
 * A static that a subclass may set: `envelopes` (false: it takes nothing out of messages of SQS and SNS).
 */
export class S3Handler<Runtime extends object = object> extends Base<S3Record, Runtime> {
  static override readonly source: typeof EVENT_S3 = EVENT_S3;

  /**
   * Handles one record of an operation that has no method of its own, or whose method isn't overridden.
   *
   * @param record the record, with the envelopes that it may have come in as its `envelopes`.
   * @param object what it is about; its key is decoded.
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

  override async processRecord(record: Enveloped<S3Record>): Promise<void> {
    if (isS3TestEvent(record)) return this.logger.info('The event is the test of an S3 notification: skipped');
    const object = readObject(record);
    await this[methodOf(record.eventName) ?? 'onS3Event'](record, object);
  }

  /** A request's id is found in S3's own logs too. */
  protected override idOf(record: S3Record): string | undefined {
    return record.responseElements?.['x-amz-request-id'];
  }
}

const methods = {
  ObjectCreated: 'onObjectCreated',
  ObjectRemoved: 'onObjectRemoved',
  ObjectRestore: 'onObjectRestored',
  ObjectTagging: 'onObjectTagged',
  ObjectAcl: 'onObjectAcl',
  LifecycleExpiration: 'onLifecycleExpiration',
  LifecycleTransition: 'onLifecycleTransition',
  Replication: 'onReplication',
  IntelligentTiering: 'onIntelligentTiering',
  ReducedRedundancyLostObject: 'onReducedRedundancyLost',
} as const;

/** The method of an operation such as `ObjectCreated:Put`; the configuration of a notification writes `s3:` before it. */
function methodOf(eventName: string | undefined): (typeof methods)[keyof typeof methods] | undefined {
  const operation = eventName?.replace(/^s3:/, '').split(':')[0] ?? '';
  return Object.hasOwn(methods, operation) ? methods[operation as keyof typeof methods] : undefined;
}
