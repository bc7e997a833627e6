import { type DynamoDBChange, DynamoDBHandler, EVENT_DYNAMODB } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** Changes to the items of the table. If this throws, the stream is retried from the change that failed. */
class Changes extends DynamoDBHandler {
  override async onRecord(change: DynamoDBChange): Promise<void> {
    this.logger.info('change', change);
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_DYNAMODB, Changes);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  override async init(): Promise<void> {}
}
