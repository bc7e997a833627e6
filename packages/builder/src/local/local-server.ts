import type { LocalBucket } from './project/handles/local-bucket.ts';
import type { LocalBus } from './project/handles/local-bus.ts';
import type { LocalQueue } from './project/handles/local-queue.ts';
import type { LocalStream } from './project/handles/local-stream.ts';
import type { LocalTopic } from './project/handles/local-topic.ts';
import type { InvocationRecord } from './record/invocation-record.ts';

/** A function of a running emulator. */
export interface LocalServerFunction {
  /** Its name in AWS. */
  readonly functionName: string;
  /** Its URL. Undefined if the project has several functions, and it has no trigger with a URL. */
  readonly url: string | undefined;
}

/** The time of the event sources. It follows real time, except for what is skipped. */
export interface LocalClock {
  /** Milliseconds since 1970. */
  readonly now: number;
  /**
   * Moves the time forward, from one due time to the next one, and lets running invocations finish at each of them.
   *
   * @param amount milliseconds, a duration such as `6m` or `1h30m`, or `next`: to the next thing that is due
   * @throws {LocalOptionError} it is not a duration
   * @throws {EmulatorClosedError} the emulator is closed
   */
  skip(amount: number | string): Promise<void>;
}

/** A running emulator. */
export interface LocalServer extends AsyncDisposable {
  /** The endpoint for AWS SDKs, and the URL of the first function that has one. */
  readonly url: string;
  /** The name of the first function in AWS. */
  readonly functionName: string;
  /** The functions by their names in the project: `main` if there is only one. */
  readonly functions: Readonly<Record<string, LocalServerFunction>>;
  readonly clock: LocalClock;
  /**
   * A queue on this machine: that of a trigger, its dead-letter queue, that of `on_failure`, or one that was created.
   *
   * @throws {LocalOptionError} there is no such queue
   */
  queue(name: string): LocalQueue;
  /**
   * A bucket on this machine: that of a trigger, or one that was created.
   *
   * @throws {LocalOptionError} there is no such bucket
   */
  bucket(name: string): LocalBucket;
  /**
   * A topic on this machine: that of a trigger, or one that was created.
   *
   * @throws {LocalOptionError} there is no such topic
   */
  topic(name: string): LocalTopic;
  /**
   * An event bus on this machine: the default one, or that of a trigger.
   *
   * @throws {LocalOptionError} there is no such event bus
   */
  bus(name?: string): LocalBus;
  /**
   * A stream on this machine: that of a trigger, or one that was created. The stream of a table of DynamoDB has the name of
   * the table.
   *
   * @throws {LocalOptionError} there is no such stream
   */
  stream(name: string): LocalStream;
  /** The invocations that have ended, oldest first: the last 1,000, or fewer if they are large. */
  readonly invocations: readonly InvocationRecord[];
  /** The address of the console, with its token. Undefined with `console: false`. */
  readonly consoleUrl: string | undefined;
  /**
   * Resolves when nothing is running, and nothing is due at the present time of the clock, which it does not move. It does
   * not know what queues elsewhere contain; see the option `source`.
   *
   * @throws {NotSettledError} something is still running after 30 s
   * @throws {EmulatorClosedError} the emulator is closed
   */
  settled(): Promise<void>;
  /**
   * Stops the emulator and the processes of the functions. Running and waiting invocations fail. What there was can be
   * read afterwards, but what would change it throws an `EmulatorClosedError`.
   */
  close(): Promise<void>;
}
