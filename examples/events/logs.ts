/**
 * Counts the errors in the logs of other functions, from a subscription of CloudWatch Logs.
 *
 *   npx alr-builder local ./logs.ts
 *   npx alr-builder event logs --log-group /aws/lambda/shop --body 'ERROR no stock' | npx alr-builder invoke --local
 */
import { type BatchRecord, EVENT_LOGS, type LogRecord, LogsHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Watcher extends LogsHandler {
  override async onBatch(records: readonly BatchRecord<string, LogRecord>[]): Promise<void> {
    const errors = records.filter(({ payload }) => payload.includes('ERROR'));
    const [first] = errors;
    if (first !== undefined) this.logger.warn(`${errors.length} errors in ${first.group.logGroup}`);
  }
}

export default class Watch extends Runtime {
  static {
    this.registerEventHandler(EVENT_LOGS, Watcher);
  }
}
