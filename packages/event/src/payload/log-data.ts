import type { CloudWatchLogsDecodedData, CloudWatchLogsLogEvent } from 'aws-lambda';
import { isObject, parseJson } from './json.ts';
import { InvalidPayloadError } from './payload.ts';

/** The origin of log events: account, log group and log stream, and the subscription filters that matched. */
export type LogGroup = Omit<CloudWatchLogsDecodedData, 'logEvents'>;

/** A log event, and where it comes from. */
export type LogRecord = CloudWatchLogsLogEvent & { readonly group: LogGroup };

/** What base64 of a gzip header begins with, so that other data is not decoded. */
const GZIP_BASE64 = 'H4sI';

/**
 * The log events in the data that a subscription of CloudWatch Logs sends to a function, to a Kinesis stream or to
 * Firehose (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html). A control message, which
 * only checks that the destination can be reached, has none.
 *
 * @param data base64 of compressed JSON
 * @throws {InvalidPayloadError} the data is anything else
 */
export function decodeLogs(data: string): readonly LogRecord[] {
  const records = logRecordsOf(data);
  if (records === undefined) throw new InvalidPayloadError('the data is not compressed JSON of CloudWatch Logs');
  return records;
}

/** Like `decodeLogs`, but returns undefined if the data is anything else. */
export function logRecordsOf(data: unknown): readonly LogRecord[] | undefined {
  if (typeof data !== 'string' || !data.startsWith(GZIP_BASE64)) return undefined;
  const json = gunzip(Buffer.from(data, 'base64'));
  const value = json === undefined ? undefined : parseJson(json);
  if (!isObject(value)) return undefined;
  const { logEvents, ...group } = value as unknown as CloudWatchLogsDecodedData;
  if (group.messageType === 'CONTROL_MESSAGE') return [];
  if (group.messageType !== 'DATA_MESSAGE' || !Array.isArray(logEvents)) return undefined;
  return logEvents.map((logEvent) => ({ ...logEvent, group }));
}

function gunzip(bytes: Uint8Array): string | undefined {
  // Loaded here, since most functions never need it.
  const { gunzipSync } = process.getBuiltinModule('node:zlib');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    return undefined;
  }
}
