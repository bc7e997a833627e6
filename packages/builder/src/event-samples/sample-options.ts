/** What a sample event is to hold. What isn't given has a realistic value; an option that a source has no use for is ignored. */
export interface SampleOptions {
  /** How many records a batch has; by default one for each body, or for each key where no bodies are given. */
  readonly records?: number | undefined;
  /**
   * The payloads, one a record, repeated where there are more records: bodies of messages, details of events (JSON),
   * data of stream records, items of a table (JSON objects), the body of a request.
   */
  readonly bodies?: readonly string[] | undefined;
  /** The bucket of S3's records. */
  readonly bucket?: string | undefined;
  /** The keys of S3's records, one a record, repeated where there are more records. They are encoded as S3 does. */
  readonly keys?: readonly string[] | undefined;
  /** What happened to S3's objects: `ObjectCreated:Put`. */
  readonly operation?: string | undefined;
  /** The name of the queue; one that ends in `.fifo` is a FIFO queue. */
  readonly queue?: string | undefined;
  /** The message groups of a FIFO queue, one a message, repeated where there are more. */
  readonly groups?: readonly string[] | undefined;
  /** The name of the topic. */
  readonly topic?: string | undefined;
  /** The subject of notifications. */
  readonly subject?: string | undefined;
  /** Attributes of messages and notifications, by name. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** The `detail-type` of EventBridge's events. */
  readonly detailType?: string | undefined;
  /** The `source` of EventBridge's events. */
  readonly eventSource?: string | undefined;
  /** What happened to a table's items: `INSERT`, `MODIFY` or `REMOVE`. */
  readonly change?: string | undefined;
  /** The method of a request; GET, or POST where there is a body. */
  readonly method?: string | undefined;
  /** Path and query of a request, encoded. */
  readonly path?: string | undefined;
  /** Headers of a request, repeated ones too. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** The target group of a load balancer has multi-value headers. */
  readonly multiValueHeaders?: boolean | undefined;
  /** When it all happens; by default now. */
  readonly time?: Date | undefined;
}

/** The place of a record in its batch, and what it is to hold. */
export interface RecordOptions extends SampleOptions {
  readonly index: number;
  /** The record's own payload, where one was given. */
  readonly body: string | undefined;
}

/** The options of each record of a batch. */
export function eachRecord(options: SampleOptions): RecordOptions[] {
  const { bodies = [], keys = [] } = options;
  const count = options.records ?? Math.max(1, bodies.length || keys.length);
  return Array.from({ length: count }, (_, index) => ({ ...options, index, body: bodies[index % bodies.length] }));
}

/** The nth of some values, begun anew where there are fewer. */
export function nth<Value>(values: readonly Value[] | undefined, index: number): Value | undefined {
  return values?.[index % values.length];
}
