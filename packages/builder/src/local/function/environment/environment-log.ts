import type { LocalEventListener } from '../../report/local-event.ts';
import { LogTail } from '../../report/log-tail.ts';
import { endLine, type InvocationReport, reportLine, startLine } from '../../report/platform-log.ts';
import { timeoutMessage } from '../invocation/function-failure.ts';
import type { Invocation } from '../invocation/invocation.ts';
import type { RuntimeSession } from '../runtime-api/runtime-session.ts';
import type { StartupTimes } from './startup-timer.ts';

/** What the log of an environment depends on. */
export interface EnvironmentLogOptions {
  readonly session: RuntimeSession;
  readonly memorySizeMB: number;
  /** Of its process, when that has started. */
  readonly pid: () => number | undefined;
  readonly emit: LocalEventListener;
}

/** The measurements of an invocation. */
export interface InvocationMeasurements {
  readonly durationMs: number;
  readonly startupTimes: StartupTimes;
  readonly maxMemoryUsedMB: number | undefined;
}

/** The log of an environment, as CloudWatch would show it. Lines are emitted at once, and kept for the invokers. */
export class EnvironmentLog {
  /** The lines of the initialization. */
  readonly init: LogTail = new LogTail();
  readonly #options: EnvironmentLogOptions;

  constructor(options: EnvironmentLogOptions) {
    this.#options = options;
  }

  /** Logs a line that the function wrote. */
  write(line: string, stream: 'stdout' | 'stderr'): void {
    const { current } = this.#options.session;
    const [only] = current.length === 1 ? current : [];
    const { emit, pid } = this.#options;
    emit({ type: 'log', stream, line, pid: pid(), ...(only && { requestId: only.requestId }) });
    this.keep(line);
  }

  /** Keeps a line, without emitting it, for the invocation whose id it contains, or else for all current ones. */
  keep(line: string): void {
    const { phase, current } = this.#options.session;
    if (phase !== 'ready') this.init.append(line);
    const named = current.filter(({ requestId }) => line.includes(requestId));
    for (const { logs } of named.length > 0 ? named : current) logs.append(line);
  }

  start({ requestId, logs }: Invocation): void {
    logs.append(startLine(requestId));
    this.#options.emit({ type: 'start', requestId, pid: this.#options.pid() });
  }

  timeOut({ requestId, logs }: Invocation, timeoutMs: number): void {
    const line = `${new Date().toISOString()} ${requestId} ${timeoutMessage(timeoutMs)}`;
    logs.append(line);
    this.#options.emit({ type: 'log', stream: 'stderr', line, requestId });
  }

  end({ requestId, logs, failure }: Invocation, measurements: InvocationMeasurements): void {
    const timedOut = failure?.errorType === 'Sandbox.Timedout';
    const report: InvocationReport = {
      requestId,
      durationMs: measurements.durationMs,
      ...measurements.startupTimes,
      memorySizeMB: this.#options.memorySizeMB,
      maxMemoryUsedMB: measurements.maxMemoryUsedMB,
      status: timedOut ? 'timeout' : failure ? 'error' : 'success',
      ...(failure && !timedOut ? { errorType: failure.errorType } : {}),
    };
    logs.append(endLine(requestId));
    logs.append(reportLine(report));
    this.#options.emit({ type: 'end', ...report });
  }
}
