import { EVENT_KINESIS, KinesisHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** Records of the stream. If this throws, the stream is retried from the record that failed. */
class Records extends KinesisHandler {
  override async onRecord(data: unknown): Promise<void> {
    this.logger.info('record', data);
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_KINESIS, Records);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  override async init(): Promise<void> {}
}
