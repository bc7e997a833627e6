import type { InvocationBatch } from './invocation-record.ts';

/** Larger events are not parsed for a few words about them. */
const MAX_BYTES = 64 * 1024;
const MAX_LENGTH = 200;

/** What a list says about an event. */
export interface EventDescription {
  /** `POST /orders`, `3 records from jobs`; or how it begins, if it has none of the forms that the services of AWS send. */
  readonly about: string;
  /** Whether it is an HTTP request. */
  readonly isRequest: boolean;
}

/** @param batch what is known about the event if it comes from a queue or stream, so that it need not be parsed */
export function describeEvent(event: Buffer, batch: InvocationBatch | undefined): EventDescription {
  if (batch !== undefined) {
    return { about: shortened(`${countOf(batch.records.length)} from ${batch.from}`), isRequest: false };
  }
  const parsed = event.length > MAX_BYTES ? undefined : parse(event);
  const request = wordsOfRequest(parsed);
  const words = request ?? wordsOfRecords(at(parsed, 'Records')) ?? wordsOfBusEvent(parsed);
  return { about: shortened(words ?? beginningOf(event)), isRequest: request !== undefined };
}

/** The HTTP status in the response of a function, whose head comes first if it was streamed. */
export function statusCodeOf(response: Buffer): number | undefined {
  const end = response.indexOf(0);
  const head = end === -1 ? response : response.subarray(0, end);
  const status = head.length > MAX_BYTES ? undefined : at(parse(head), 'statusCode');
  return Number.isInteger(status) ? Number(status) : undefined;
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    return undefined;
  }
}

function beginningOf(event: Buffer): string {
  return event.toString('utf8', 0, MAX_LENGTH * 2).replace(/\s+/g, ' ');
}

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/** Of an HTTP API or a function URL, a REST API, or a load balancer. */
function wordsOfRequest(event: unknown): string | undefined {
  const method = textAt(event, 'requestContext', 'http', 'method') ?? textAt(event, 'httpMethod');
  const path = textAt(event, 'rawPath') ?? textAt(event, 'path');
  return method === undefined || path === undefined ? undefined : `${method} ${path}`;
}

function wordsOfRecords(records: unknown): string | undefined {
  if (!Array.isArray(records) || records.length === 0) return undefined;
  const [first] = records as unknown[];
  const key = textAt(first, 's3', 'object', 'key');
  if (key !== undefined) return `${textAt(first, 'eventName') ?? 'object'} ${decodeKey(key)}`;
  const topic = textAt(first, 'Sns', 'TopicArn');
  if (topic !== undefined) {
    const subject = textAt(first, 'Sns', 'Subject');
    const message = textAt(first, 'Sns', 'Message')?.replace(/\s+/g, ' ') ?? '';
    return subject === undefined ? `from ${nameIn(topic)}: ${message}` : `${subject}, from ${nameIn(topic)}`;
  }
  const source = textAt(first, 'eventSourceARN');
  return source === undefined ? undefined : `${countOf(records.length)} from ${nameIn(source)}`;
}

/** Of an event bus or a schedule. */
function wordsOfBusEvent(event: unknown): string | undefined {
  const detailType = textAt(event, 'detail-type');
  const from = textAt(event, 'resources', '0') ?? textAt(event, 'source');
  return detailType === undefined || from === undefined ? undefined : `${detailType} from ${nameIn(from)}`;
}

function countOf(records: number): string {
  return records === 1 ? '1 record' : `${records} records`;
}

/** The name in an ARN, or in `rule/NAME`. The ARN of a stream of DynamoDB has the name of the table in its middle. */
function nameIn(arn: string): string {
  const [, table] = /:table\/([^/]+)\/stream\//.exec(arn) ?? [];
  return table ?? arn.slice(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce(at, value);
  return typeof found === 'string' ? found : undefined;
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
