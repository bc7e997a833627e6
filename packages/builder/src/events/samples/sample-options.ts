/**
 * The content of a sample event. Every option has a realistic default, and options that do not apply to the source are
 * ignored. Lists with one value per record are repeated if the event has more records.
 */
export interface SampleOptions {
  /** The number of records in a batch. Default: one for each body, or else one for each key, and at least one. */
  readonly records?: number | undefined;
  /**
   * The payloads, one per record: message bodies, event details (JSON), data of stream records, items of a table (JSON
   * objects), log messages, or the body of a request.
   */
  readonly bodies?: readonly string[] | undefined;
  /** The bucket of S3 records. */
  readonly bucket?: string | undefined;
  /** The keys of S3 or Kafka records, one per record, not encoded: they are encoded as S3 does it. */
  readonly keys?: readonly string[] | undefined;
  /** The operation on S3 objects, such as `ObjectCreated:Put`. */
  readonly operation?: string | undefined;
  /** The name of the queue. A name that ends in `.fifo` makes it a FIFO queue. */
  readonly queue?: string | undefined;
  /** The message groups of a FIFO queue, one per message. */
  readonly groups?: readonly string[] | undefined;
  /** The ARN of the Kinesis stream, or of the stream of a DynamoDB table. */
  readonly stream?: string | undefined;
  /** The name of the topic, of SNS or Kafka. */
  readonly topic?: string | undefined;
  /** The subject of SNS notifications. */
  readonly subject?: string | undefined;
  /** The attributes of messages and notifications, and the headers of Kafka records, by name. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** The `detail-type` of EventBridge events. */
  readonly detailType?: string | undefined;
  /** The `source` of EventBridge events. */
  readonly eventSource?: string | undefined;
  /** The change to the items of a table: `INSERT`, `MODIFY` or `REMOVE`. */
  readonly change?: string | undefined;
  /** The partitions of Kafka records, one per record. Default: 0. */
  readonly partitions?: readonly number[] | undefined;
  /** The route of a WebSocket API: `$connect`, `$disconnect`, `$default` or any other. Default: `$default`. */
  readonly route?: string | undefined;
  /** The token that an authorizer gets, also in the header `authorization`. */
  readonly token?: string | undefined;
  /** The `triggerSource` of a Cognito trigger. Default: `PreSignUp_SignUp`. */
  readonly trigger?: string | undefined;
  /** The log group of log events. */
  readonly logGroup?: string | undefined;
  /** The method of a request. Default: POST if there is a body, or else GET. */
  readonly method?: string | undefined;
  /** The path and query of a request, encoded. */
  readonly path?: string | undefined;
  /** The headers of a request. A name may occur more than once. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Whether the load balancer's target group has multi-value headers enabled. */
  readonly multiValueHeaders?: boolean | undefined;
  /** The time of the event. Default: now. */
  readonly time?: Date | undefined;
}

/** The options of one record of a batch. */
export interface RecordOptions extends SampleOptions {
  readonly index: number;
  /** The payload of this record, if there is one. */
  readonly body: string | undefined;
}

/** The options of each record of a batch. */
export function eachRecord(options: SampleOptions): RecordOptions[] {
  const { bodies = [], keys = [] } = options;
  const count = options.records ?? Math.max(1, bodies.length || keys.length);
  return Array.from({ length: count }, (_, index) => ({ ...options, index, body: cycle(bodies, index) }));
}

/** The value at an index, starting over after the last value; undefined if there are no values. */
export function cycle<Value>(values: readonly Value[] | undefined, index: number): Value | undefined {
  return values?.[index % values.length];
}
