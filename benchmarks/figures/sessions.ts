import { programOf, type Subject } from '../clients/program.ts';
import { Session } from '../clients/session.ts';
import type { RunOrder } from '../server/messages.ts';
import type { Bench } from './figure.ts';

/** A running client of each subject. All stay alive until the last round; those that are not measured just wait. */
export class Sessions implements AsyncDisposable {
  readonly #sessions: ReadonlyMap<Subject, Session>;

  private constructor(sessions: ReadonlyMap<Subject, Session>) {
    this.#sessions = sessions;
  }

  /** Starts all subjects with the same handler, and warms each up. */
  static async open(
    bench: Bench,
    handler: string,
    warmUp: RunOrder,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Sessions> {
    await using stack = new AsyncDisposableStack();
    const sessions = new Map<Subject, Session>();
    for (const subject of bench.subjects) {
      bench.progress(`starting ${subject}`);
      const session = stack.use(await Session.open(programOf(bench.installed, subject, handler, settings)));
      await session.run(warmUp);
      sessions.set(subject, session);
    }
    // All are running: the caller owns them from now on.
    stack.move();
    return new Sessions(sessions);
  }

  /** The running client of a subject. */
  of(subject: Subject): Session {
    const session = this.#sessions.get(subject);
    if (session === undefined) throw new Error(`${subject} is not running`);
    return session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.values()) await session[Symbol.asyncDispose]();
  }
}
