import type { Clock } from '../clock/clock.ts';
import type { FunctionClock } from '../clock/function-clock.ts';
import type { LocalData } from '../data/local-data.ts';
import type { ExternalSources } from '../external/external-sources.ts';
import type { LastEvent } from '../front/last-event.ts';
import type { FunctionInspector } from '../function/inspect/function-inspector.ts';
import { LocalOptionError } from '../options/local-option-error.ts';
import type { HistoryEntry, InvocationHistory } from '../record/history.ts';
import type { RunningInvocations } from '../record/running-invocations.ts';
import type { InvocationComparison } from '../replay/compare-invocations.ts';
import type { ReplayRequest, ReplayResult } from '../replay/replay.ts';
import type { HeldWarnings } from '../report/held-warnings.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { Traces } from '../trace/traces.ts';
import type { Activity } from './activity.ts';
import { describeOtherEvents } from './asynchronous/kept-events.ts';
import { countDeleted } from './count-deleted.ts';
import type { ProjectFaults } from './project-faults.ts';
import type { ProjectFunction } from './project-function.ts';
import type { ProjectSources } from './project-sources.ts';
import type { SendRequest, SendResult } from './send/send.ts';
import { settled } from './settled.ts';

/** What has been skipped. */
export interface SkipResult {
  /** How far the clock has moved, in milliseconds. */
  readonly ms: number;
  /** The time after it, in milliseconds since 1970. */
  readonly now: number;
  /** When something is due next. */
  readonly nextDue?: number | undefined;
  /** How many invocations have ended meanwhile. */
  readonly invocations: number;
}

/** The functions of a project and what invokes them, without the servers for their invokers. */
export class LocalProject {
  /** Undefined if the configuration has no name for it. */
  readonly name: string | undefined;
  /** The time of the sources. */
  readonly clock: Clock;
  /** The work that is in progress. */
  readonly activity: Activity;
  /** The clock of the functions' limits. */
  readonly time: FunctionClock;
  /** The invocations that have ended. */
  readonly history: InvocationHistory;
  /** The others, which the calls of services belong to. */
  readonly running: RunningInvocations;
  /** The spans that functions send. */
  readonly traces: Traces;
  /** The last event of any function. */
  readonly lastEvent: LastEvent;
  /** In the order of the file. */
  readonly functions: readonly ProjectFunction[];
  readonly inspector: FunctionInspector | undefined;
  /** What is injected on purpose. */
  readonly faults: ProjectFaults;
  /** What invokes the functions besides clients. Undefined if only clients do. */
  readonly sources: ProjectSources | undefined;
  /** The queues of AWS, or of an emulator of it, that the functions read. Undefined if they read none. */
  readonly external: ExternalSources | undefined;
  /** What is kept between runs. Undefined if everything is in memory only. */
  readonly data: LocalData | undefined;
  readonly #emit: LocalEventListener;
  readonly #address: { url: string | undefined };
  readonly #warnings: HeldWarnings;

  constructor(parts: ProjectParts, functions: readonly ProjectFunction[]) {
    this.name = parts.name;
    this.clock = parts.clock;
    this.activity = parts.activity;
    this.time = parts.time;
    this.history = parts.history;
    this.running = parts.running;
    this.traces = parts.traces;
    this.lastEvent = parts.lastEvent;
    this.inspector = parts.inspector;
    this.sources = parts.sources;
    this.external = parts.external;
    this.data = parts.data;
    this.faults = parts.faults;
    this.#emit = parts.emit;
    this.#address = parts.address;
    this.#warnings = parts.warnings;
    this.functions = functions;
  }

  /**
   * Starts the functions.
   *
   * @param url where they find the services of AWS that are on this machine
   */
  async start(url: string): Promise<void> {
    this.#address.url = url;
    this.faults.report();
    this.#reportKept();
    this.sources?.current?.reportWarnings();
    await Promise.all(this.functions.map((each) => each.start()));
    this.external?.start();
  }

  /** Reads the settings, builds and restarts all functions. */
  restart(reason: string): void {
    for (const { reloader } of this.functions) reloader.restart(reason);
  }

  /** Moves the time of the sources forward; see {@link Clock.skip}. */
  async skip(amount: number | 'next'): Promise<SkipResult> {
    const [ended, moved] = [this.history.count, this.clock.skipped];
    await this.clock.skip(amount);
    const { now, nextDue, skipped } = this.clock;
    // Time passes while invocations run, so that less is left to skip.
    const ms = amount === 'next' ? skipped - moved : amount;
    if (ms > 0) this.#emit({ type: 'skipped', ms, now });
    return { ms, now, nextDue, invocations: this.history.count - ended };
  }

  /**
   * Sends messages to a queue, topic, event bus or bucket.
   *
   * @throws {LocalOptionError} the destination or an option is invalid
   * @throws {RejectedMessageError} the destination does not accept the message
   */
  async send(request: SendRequest): Promise<SendResult> {
    if (this.sources === undefined) {
      const { source } = firstOf(this.functions).setup.options;
      const advice = this.external && ': send it to the queue that it reads, for example with aws sqs send-message';
      throw new LocalOptionError(`nothing can be sent: the emulator runs with --source ${source}${advice ?? ''}`);
    }
    const [sources, { send }, { describeUnmatched }] = await Promise.all([
      this.sources.load(),
      import('./send/send.ts'),
      import('./send/describe-unmatched.ts'),
    ]);
    const triggers = this.functions.flatMap(({ setup }) => setup.triggers);
    const sent = send(sources, triggers, request, this.clock.now);
    const unmatched = describeUnmatched(sent);
    if (unmatched !== undefined) this.#emit({ type: 'unmatched', from: `${sent.kind}:${sent.to}`, what: request.key });
    // What filters and patterns drop is reported anyway.
    if (unmatched !== undefined && sent.kind !== 'queue' && sent.kind !== 'bus')
      this.#emit({ type: 'warning', message: unmatched });
    return sent;
  }

  /**
   * Invokes a function with an earlier event, or with that of a file, and compares the response.
   *
   * @throws {UnknownInvocationError} there is no such invocation
   * @throws {LocalOptionError} the project does not have the function, or a part of the request is invalid
   */
  async replay(request: ReplayRequest): Promise<ReplayResult> {
    const { replay } = await import('../replay/replay.ts');
    return replay(this, request);
  }

  /**
   * Compares two invocations, such as two deliveries of the same message.
   *
   * @throws {UnknownInvocationError} one of them is not in the history
   */
  async compare(before: string, after: string): Promise<InvocationComparison> {
    const { compareInvocations } = await import('../replay/compare-invocations.ts');
    return compareInvocations(this.history, before, after);
  }

  /**
   * Pins an invocation, so that it stays in the history and is replayed after each reload, or releases it.
   *
   * @param ignore patterns of the paths that its replays ignore
   * @throws {UnknownInvocationError} there is no such invocation
   * @throws {LocalOptionError} one of the patterns is invalid
   */
  async pin(selector: string, isPinned: boolean, ignore: readonly string[] = []): Promise<HistoryEntry> {
    const { checkPatterns, findEntry } = await import('../replay/replay.ts');
    checkPatterns(ignore);
    const entry = findEntry(this.history, selector);
    this.history.pin(entry, isPinned, ignore);
    return { ...entry, isPinned, ignored: ignore };
  }

  /**
   * Resolves when nothing is running, and nothing is due at the present time. It does not move the time.
   *
   * @throws {NotSettledError} that takes longer than 30 s
   */
  settled(limitMs?: number): Promise<void> {
    return settled(this.activity, this.clock, limitMs);
  }

  async close(): Promise<void> {
    await this.external?.close();
    this.clock.close();
    this.sources?.close();
    await Promise.all(this.functions.map((each) => each.close()));
    await this.inspector?.close();
    await this.traces.close();
    if (this.data === undefined) return;
    // The invocations have ended, and what has become of their messages is kept.
    await this.activity.idle();
    this.data.close();
  }

  /** Reports what earlier runs have left. */
  #reportKept(): void {
    this.#warnings.release();
    if (this.data === undefined) return;
    const { folder, deleted } = this.data;
    if (deleted !== undefined) this.#emit({ type: 'reset', folder, ...countDeleted(deleted) });
    const others = describeOtherEvents(
      this.data.database,
      this.functions.map(({ key }) => key),
    );
    for (const message of others) this.#emit({ type: 'warning', message });
    const { messages = 0, objects = 0, records = 0 } = this.sources?.current?.contents ?? {};
    const events = this.functions.reduce((sum, { asynchronous }) => sum + asynchronous.length, 0);
    const { skipped: skippedMs } = this.clock;
    if (messages + objects + records + events + skippedMs === 0) return;
    this.#emit({ type: 'kept', folder, messages, objects, records, events, skippedMs });
  }
}

/** What the functions of a project share. */
export type ProjectParts = Pick<
  LocalProject,
  | 'name'
  | 'faults'
  | 'data'
  | 'clock'
  | 'activity'
  | 'time'
  | 'history'
  | 'running'
  | 'traces'
  | 'lastEvent'
  | 'inspector'
  | 'sources'
  | 'external'
> & {
  readonly emit: LocalEventListener;
  /** Known when the servers are open. */
  readonly address: { url: string | undefined };
  readonly warnings: HeldWarnings;
};

/** The first function, whose options are those of the project. */
export function firstOf<Item>([first]: readonly Item[]): Item {
  if (first === undefined) throw new Error('the project has no function');
  return first;
}
