import { EVENT_EVENTBRIDGE, EventBridgeHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** Events of the bus, including those of the schedule. */
class BusEvents extends EventBridgeHandler {
  async onEvent(detailType, detail) {
    this.logger.info(detailType, detail);
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_EVENTBRIDGE, BusEvents);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  async init() {}
}
