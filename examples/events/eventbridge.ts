/**
 * Handles the events of a rule and of a schedule.
 *
 *   npx alr-builder local ./eventbridge.ts
 *   npx alr-builder event eventbridge --detail-type 'Order Placed' --body '{"orderId":"1"}' | npx alr-builder invoke --local
 *   npx alr-builder event schedule | npx alr-builder invoke --local
 */
import { EVENT_EVENTBRIDGE, EventBridgeHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

interface Order {
  readonly orderId: string;
}

class Rules extends EventBridgeHandler<Partial<Order>> {
  override async onEvent(detailType: string, detail: Partial<Order>): Promise<void> {
    switch (detailType) {
      case 'Order Placed':
        return this.logger.info(`order ${detail.orderId} was placed`);
      case 'Scheduled Event':
        return this.logger.info('time to clean up');
      default:
        // Fail instead of losing an event that a rule sends by mistake.
        throw new Error(`unknown detail type: ${detailType}`);
    }
  }
}

export default class Bus extends Runtime {
  static {
    this.registerEventHandler(EVENT_EVENTBRIDGE, Rules);
  }
}
