import type { Clock } from '../../clock/clock.ts';
import type { LocalData } from '../../data/local-data.ts';
import type { LastEvent } from '../../front/last-event.ts';
import type { Invocation, InvocationRequest } from '../../function/invocation/invocation.ts';
import type { FunctionSettings } from '../../options/function-settings.ts';
import { describeEvent } from '../../record/describe-event.ts';
import type { HistoryEntry, InvocationHistory } from '../../record/history.ts';
import { InvocationLints } from '../../record/invocation-lints.ts';
import type { InvocationBatch, InvocationSource } from '../../record/invocation-record.ts';
import { keepInvocation } from '../../record/keep-invocation.ts';
import { RepeatedCalls } from '../../record/repeated-calls.ts';
import type { RunningInvocations } from '../../record/running-invocations.ts';
import type { Traces } from '../../trace/traces.ts';
import type { Activity } from '../activity.ts';

/** What records invocations. The functions of a project share it. */
export interface RecordingContext {
  /** The clock of the sources. */
  readonly clock: Clock;
  readonly activity: Activity;
  /** What is kept between runs. Undefined if everything is in memory only. */
  readonly data: LocalData | undefined;
  readonly history: InvocationHistory;
  readonly running: RunningInvocations;
  readonly traces: Traces;
  /** Remembers the last event. */
  readonly lastEvent: LastEvent;
  /** The texts of all faults, as they are now. */
  readonly faultsInForce: () => readonly string[];
}

/** The function whose invocations are recorded. */
export interface RecordedFunction {
  readonly key: string;
  readonly settings: () => FunctionSettings;
  /** When its code was loaded. */
  readonly loadedAt: () => number;
  readonly invoke: (request: InvocationRequest) => Invocation;
  /** Reports what was probably not intended. */
  readonly warn: (message: string) => void;
}

/** What is recorded about an invocation besides its request. */
export interface InvocationOrigin {
  /** Default: 1. */
  readonly attempt?: number | undefined;
  readonly batch?: InvocationBatch | undefined;
  /** What it repeats, if it is a replay: a request id, or the name of a file. */
  readonly replayOf?: string | undefined;
}

/** An invocation, and what is recorded about it when it has ended. */
export interface RecordedInvocation {
  readonly invocation: Invocation;
  readonly recorded: Promise<HistoryEntry>;
}

/** An invocation that has not ended. */
export interface UnfinishedInvocation {
  readonly invocation: Invocation;
  readonly source: InvocationSource;
  /** What its event is about. It is read when it is first needed, which most invocations do not live to see. */
  readonly about: () => string;
}

function unfinished(
  invocation: Invocation,
  source: InvocationSource,
  { batch }: InvocationOrigin,
): UnfinishedInvocation {
  let about: string | undefined;
  return {
    invocation,
    source,
    about() {
      about ??= describeEvent(invocation.request.event, batch).about;
      return about;
    },
  };
}

/** The invocations of a function. Each is recorded and checked when it has ended. */
export class RecordedInvocations {
  readonly #of: RecordedFunction;
  readonly #context: RecordingContext;
  readonly #repeatedCalls = new RepeatedCalls();
  readonly #lints: InvocationLints;
  readonly #warned = new WeakSet<Invocation>();
  readonly #unfinished = new Map<Invocation, UnfinishedInvocation>();

  constructor(of: RecordedFunction, context: RecordingContext) {
    this.#of = of;
    this.#context = context;
    this.#lints = new InvocationLints(of.loadedAt);
  }

  /** Those that have not ended, and that wait for no environment. */
  get running(): readonly UnfinishedInvocation[] {
    return [...this.#unfinished.values()].filter(({ invocation }) => invocation.state !== 'queued');
  }

  /** Whether an invocation that has ended has caused a warning. */
  hasWarning(invocation: Invocation): boolean {
    return this.#warned.has(invocation);
  }

  begin(request: InvocationRequest, source: InvocationSource, origin: InvocationOrigin): RecordedInvocation {
    const { clock, activity, data, running, traces, lastEvent } = this.#context;
    const startedAt = clock.now;
    // After a crash, what the function gets now counts as delivered.
    data?.journal.commit();
    const invocation = this.#of.invoke(running.distinct(request));
    const { requestId } = invocation;
    this.#unfinished.set(invocation, unfinished(invocation, source, origin));
    if (source !== 'replay') {
      const replay = (again: InvocationRequest) => this.begin(again, 'replay', { replayOf: requestId }).invocation;
      lastEvent.remember({ invoke: replay }, request);
    }
    // Processes with several invocations at once are not frozen after a response.
    running.begin(invocation, (call) => {
      const message = this.#of.settings().concurrency === undefined ? this.#lints.checkLateCall(call) : undefined;
      if (message !== undefined) this.#of.warn(message);
    });
    traces.spans.begin(invocation);
    const recorded = invocation.finished().then(() => this.#end(invocation, source, origin, startedAt));
    activity.track(`the invocation ${requestId} of ${this.#of.settings().functionName}`, recorded);
    return { invocation, recorded };
  }

  #end(invocation: Invocation, source: InvocationSource, origin: InvocationOrigin, startedAt: number): HistoryEntry {
    const { history, running, traces, faultsInForce } = this.#context;
    this.#unfinished.delete(invocation);
    const { attempt = 1, batch, replayOf } = origin;
    const entry = keepInvocation(
      history,
      invocation,
      {
        ...{ function: this.#of.key, source, startedAt, attempt, batch, replayOf },
        codeLoadedAt: this.#of.loadedAt(),
        faults: faultsInForce(),
      },
      running.end(invocation),
      traces.spans.of(invocation),
    );
    traces.spans.end(invocation, entry.summary.id);
    this.#check(invocation, entry);
    return entry;
  }

  #check(invocation: Invocation, entry: HistoryEntry): void {
    for (const message of [this.#repeatedCalls.check(entry), this.#lints.check(invocation)]) {
      if (message === undefined) continue;
      this.#warned.add(invocation);
      this.#of.warn(message);
    }
  }
}
