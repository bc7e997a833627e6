import { EVENT_S3, S3Handler, type S3Object, type S3Record } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** Events of the bucket. For one operation, override a method such as onObjectCreated instead. */
class Objects extends S3Handler {
  override async onS3Event(record: S3Record, object: S3Object): Promise<void> {
    this.logger.info(record.eventName, object.bucket, object.key);
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_S3, Objects);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  override async init(): Promise<void> {}
}
