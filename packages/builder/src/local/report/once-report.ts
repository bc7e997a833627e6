import { recordLines } from '../../function-error/log-record.ts';
import type { LocalEvent } from './local-event.ts';

/**
 * Shortens what has been reported: each step of a debugger is a pause, or many of them. An error at the start of a function
 * is in its log, in the report of the failed initialization and in the exit code, and recurs with every start.
 */
export class OnceReport {
  /** The lines that the process has logged. */
  #logged: string[] = [];
  #hasInvocation = false;
  #initFailed = false;
  #hasPaused = false;
  /** The dead-letter queues that have been reported. */
  readonly #deadLetterQueues = new Set<string>();
  /** The error of the last process that could not start. */
  #lastError: string | undefined;

  /** What to print instead of the usual text of an event. Undefined if it is new. */
  describe(event: LocalEvent): string[] | undefined {
    switch (event.type) {
      case 'starting':
        this.#logged = [];
        this.#hasInvocation = false;
        this.#initFailed = false;
        this.#hasPaused = false;
        return undefined;
      case 'start':
        this.#hasInvocation = true;
        this.#hasPaused = false;
        this.#lastError = undefined;
        return undefined;
      case 'paused':
        return this.#describePause();
      case 'resumed':
        return [];
      case 'restarting':
        this.#lastError = undefined;
        return undefined;
      case 'log':
        return this.#describeLog(event.line);
      case 'init-failed':
        this.#initFailed = true;
        return this.#hasLogged(event.message)
          ? ['the function did not start: the next invocation starts it again']
          : undefined;
      case 'exited':
        return this.#initFailed ? [] : undefined;
      default:
        return undefined;
    }
  }

  /** What the user can do about an event, once for each dead-letter queue. */
  adviceOn(event: LocalEvent): string[] {
    if (event.type !== 'dead-letter' || this.#deadLetterQueues.has(event.target)) return [];
    this.#deadLetterQueues.add(event.target);
    return [`  to deliver it again, redrive ${event.target} in the console, or with StartMessageMoveTask of SQS`];
  }

  /**
   * Says once for each invocation that its time stands still. Debuggers pause a function for a moment while its modules
   * load, to set breakpoints in them.
   */
  #describePause(): string[] | undefined {
    const isRepeated = this.#hasPaused || !this.#hasInvocation;
    this.#hasPaused = true;
    return isRepeated ? [] : undefined;
  }

  #describeLog(line: string): string[] | undefined {
    const [first = '', ...more] = recordLines(line);
    this.#logged.push(first, ...more);
    if (this.#hasInvocation || !first.includes('\tERROR\t')) return undefined;
    // The time is different each time.
    const error = [first.replace(/^[^\t]*\t/, ''), ...more].join('\n');
    const isRepeated = error === this.#lastError;
    this.#lastError = error;
    return isRepeated ? [`${first} (as before)`] : undefined;
  }

  /** Whether the log has this error, whose message can have any number of lines. */
  #hasLogged(message: string): boolean {
    const text = message
      .replace(/^[\w.]+: /, '')
      .split(/\r?\n|\r/)
      .join('\n');
    return this.#logged.join('\n').includes(text);
  }
}
