import type { LocalEventListener } from '../../report/local-event.ts';
import type { UnmatchedEvent } from '../../sources/bus/event-bus.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import type { ProjectFunction } from '../project-function.ts';

/** What is reported about sources: at the start, and once about each kind of event that nothing gets. */
export class SourceWarnings {
  readonly #emit: LocalEventListener;
  readonly #atStart: (() => void)[] = [];
  readonly #unmatched = new Set<string>();

  constructor(emit: LocalEventListener) {
    this.#emit = emit;
  }

  /** To be done at the start. */
  add(report: () => void): void {
    this.#atStart.push(report);
  }

  /** Reports what has been added. */
  reportAll(): void {
    for (const report of this.#atStart.splice(0)) report();
  }

  /** Adds a warning about a trigger that is not enabled. */
  addDisabled(each: ProjectFunction, message: string): void {
    this.add(() => each.report({ type: 'warning', message }));
  }

  /** Reports once what may be a mistake in the pattern of a rule. */
  reportUnmatched({ bus, source, detailType }: UnmatchedEvent): void {
    const what = `the source ${source} and the detail type ${detailType}`;
    const message = `an event with ${what} matches no rule of the event bus ${bus}: nothing gets it`;
    if (this.#unmatched.has(message)) return;
    this.#unmatched.add(message);
    this.#emit({ type: 'warning', message });
  }

  /** Reports messages that wait for a trigger which is no longer configured. */
  reportUnread(queue: Queue, now: number): void {
    const count = queue.messages(now).length;
    if (!queue.notes.isRead || count === 0) return;
    const messages = count === 1 ? 'its message stays' : `its ${count} messages stay`;
    this.#emit({ type: 'warning', message: `no trigger reads the queue ${queue.name} any more: ${messages}` });
  }
}
