import { EVENT_KINESIS, KinesisHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** Records of the stream. If this throws, the stream is retried from the record that failed. */
class Records extends KinesisHandler {
  async onRecord(data) {
    this.logger.info('record', data);
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_KINESIS, Records);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  async init() {}
}
