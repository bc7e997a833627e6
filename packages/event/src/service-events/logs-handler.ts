import type { CloudWatchLogsEvent, CloudWatchLogsLogEvent } from 'aws-lambda';
import type { BatchRecord, FailRecord } from '../batch/run-batch.ts';
import { EventHandler, type HandlerInit } from '../handler/event-handler.ts';
import { decodeLogs, type LogGroup, type LogRecord } from '../payload/log-data.ts';
import { EVENT_LOGS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';

/**
 * Handles the log events of a subscription to Amazon CloudWatch Logs
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html), decompressed, including those found inside
 * records of a Kinesis stream: extend it and override `onLogEvent`, or `onBatch`. Every log event is tried, then a
 * failure fails the invocation, and Lambda retries all of them. A control message is logged and skipped.
 */
export class LogsHandler<Runtime extends object = object> extends EventHandler<LogRecord, Runtime> {
  static override readonly source: typeof EVENT_LOGS = EVENT_LOGS;

  constructor(init: HandlerInit) {
    const records = (init.records as readonly CloudWatchLogsEvent[]).flatMap((event) => decodeLogs(event.awslogs.data));
    super({ ...init, records });
    if (init.records.length > 0 && records.length === 0)
      this.logger.info('the event is a control message of CloudWatch Logs: skipped');
  }

  /**
   * Handles one log event.
   *
   * @param logEvent the id, time and message, and the fields that the subscription filter has extracted
   * @param group where it comes from: account, log group, log stream and subscription filters
   */
  onLogEvent(_logEvent: CloudWatchLogsLogEvent, _group: LogGroup): unknown {
    throw notOverridden(this, 'LogsHandler', 'onLogEvent');
  }

  /**
   * Handles the log events of an invocation, or those inside one record of a stream, at once, instead of `onLogEvent`:
   * call `fail` for each one that failed. If this throws, all of them failed.
   *
   * @param records the log events, each with its `group`, and with its message as `payload`
   */
  onBatch?(records: readonly BatchRecord<string, LogRecord>[], fail: FailRecord): void | Promise<void>;

  override async processRecord({ group, ...logEvent }: LogRecord): Promise<void> {
    await this.onLogEvent(logEvent, group);
  }

  protected override '~toBatchRecord'(record: LogRecord): BatchRecord {
    return { ...record, payload: record.message };
  }

  protected override idOf({ id }: LogRecord): string | undefined {
    return id;
  }
}
