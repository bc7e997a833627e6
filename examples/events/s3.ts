/**
 * Handles the objects of a bucket, no matter whether the events come from S3, a queue, or a topic and a queue.
 *
 *   npx alr-builder local ./s3.ts
 *   npx alr-builder event s3 --key 'my photo.jpg' | npx alr-builder invoke --local
 *   npx alr-builder event s3-in-sns-in-sqs --operation ObjectRemoved:Delete | npx alr-builder invoke --local
 */
import { type Enveloped, EVENT_S3, S3Handler, type S3Object, type S3Record } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Photos extends S3Handler {
  override onObjectCreated(record: Enveloped<S3Record>, { bucket, key, size }: S3Object): void {
    const way = record.envelopes?.map((envelope) => envelope.source).join(' and ') ?? 'S3';
    this.logger.info(`${bucket} has a new object ${key} of ${size} bytes, reported by ${way}`);
  }

  override onObjectRemoved(_record: S3Record, { key }: S3Object): void {
    this.logger.info(`${key} was removed`);
  }

  /** Handles all other operations, which would fail without this method. */
  override onS3Event(record: S3Record): void {
    this.logger.debug(`nothing to do for ${record.eventName}`);
  }
}

export default class Album extends Runtime {
  static {
    this.registerEventHandler(EVENT_S3, Photos);
  }
}
