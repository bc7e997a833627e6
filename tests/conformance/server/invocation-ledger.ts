import { type Call, isReply } from './calls.ts';
import { ProtocolViolation } from './request-parser.ts';

/**
 * Keeps account of the invocations handed out. What it refuses would lose an invocation on AWS, or is the
 * `InvalidStateTransition` that only a faulty runtime gets.
 */
export class InvocationLedger {
  readonly #isAnswered = new Map<string, boolean>();
  #hasAskedForNext = false;
  /** How many invocations may be open at once. */
  concurrency = 1;

  handOut(id: string): void {
    this.#isAnswered.set(id, false);
  }

  /** Judges a request by its head; throws where the runtime may not make it now. */
  enter({ call, requestId }: { call: Call; requestId: string | undefined }): void {
    if (call === 'next') this.#enterNext();
    else if (call === 'init/error') this.#enterInitError();
    else if (isReply(call) && requestId !== undefined) this.#enterReply(requestId);
  }

  #enterNext(): void {
    this.#hasAskedForNext = true;
    const open = [...this.#isAnswered].filter(([, isAnswered]) => !isAnswered).map(([id]) => id);
    if (open.length >= this.concurrency) throw new ProtocolViolation(`next, but no reply to ${open.join(', ')}`);
  }

  #enterInitError(): void {
    if (this.#hasAskedForNext) throw new ProtocolViolation('init/error after next');
  }

  #enterReply(id: string): void {
    const isAnswered = this.#isAnswered.get(id);
    if (isAnswered === undefined) throw new ProtocolViolation(`a reply to ${id}, which was never handed out`);
    if (isAnswered) throw new ProtocolViolation(`a second reply to ${id}`);
    this.#isAnswered.set(id, true);
  }
}
