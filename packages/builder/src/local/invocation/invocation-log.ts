import { peakMemory } from '../environment/peak-memory.ts';
import type { StartupTimes } from '../environment/startup-clock.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { LogTail } from '../report/log-tail.ts';
import { endLine, type InvocationReport, reportLine, startLine } from '../report/platform-log.ts';
import type { RuntimeSession } from '../runtime-api/runtime-session.ts';
import type { Invocation } from './invocation.ts';
import { timeoutMessage } from './platform-failure.ts';

/** What the log of an environment needs. */
export interface InvocationLogOptions {
  readonly session: RuntimeSession;
  readonly memorySizeMB: number;
  readonly emit: LocalEventListener;
}

/** The log of an environment, as CloudWatch would have it: told to the emulator's user, and kept for the invokers. */
export class InvocationLog {
  /** What was written before the first invocation. */
  readonly init: LogTail = new LogTail();
  readonly #options: InvocationLogOptions;

  constructor(options: InvocationLogOptions) {
    this.#options = options;
  }

  /** A line that the function wrote. */
  write(line: string, stream: 'stdout' | 'stderr'): void {
    this.#options.emit({ type: 'log', stream, line });
    this.note(line);
  }

  /** Keeps a line for the invocation that it names; where it names none, for all that are under way. */
  note(line: string): void {
    const { phase, current } = this.#options.session;
    if (phase !== 'ready') this.init.append(line);
    const named = current.filter(({ requestId }) => line.includes(requestId));
    for (const { logs } of named.length > 0 ? named : current) logs.append(line);
  }

  start({ requestId, logs }: Invocation): void {
    logs.append(startLine(requestId));
    this.#options.emit({ type: 'start', requestId });
  }

  timeUp({ requestId, logs }: Invocation, timeoutMs: number): void {
    const line = `${new Date().toISOString()} ${requestId} ${timeoutMessage(timeoutMs)}`;
    logs.append(line);
    this.#options.emit({ type: 'log', stream: 'stderr', line });
  }

  end(
    { requestId, logs, failure }: Invocation,
    { durationMs, times, pid }: { durationMs: number; times: StartupTimes; pid: number | undefined },
  ): void {
    const timedOut = failure?.errorType === 'Sandbox.Timedout';
    const report: InvocationReport = {
      requestId,
      durationMs,
      ...times,
      memorySizeMB: this.#options.memorySizeMB,
      maxMemoryUsedMB: pid === undefined ? undefined : peakMemory(pid),
      status: timedOut ? 'timeout' : failure ? 'error' : 'success',
      ...(failure && !timedOut ? { errorType: failure.errorType } : {}),
    };
    logs.append(endLine(requestId));
    logs.append(reportLine(report));
    this.#options.emit({ type: 'end', ...report });
  }
}
