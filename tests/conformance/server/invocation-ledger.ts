import { type Call, isResponseCall } from './calls.ts';
import { ProtocolViolation } from './request-parser.ts';

/**
 * Tracks the invocations that were sent. It throws on requests that would lose an invocation on AWS, or that AWS would
 * reject with `InvalidStateTransition`.
 */
export class InvocationLedger {
  readonly #hasResponse = new Map<string, boolean>();
  #hasRequestedNext = false;
  /** The number of invocations that may be open at the same time. */
  concurrency = 1;

  send(id: string): void {
    this.#hasResponse.set(id, false);
  }

  /**
   * Checks a request by its head.
   * @throws {ProtocolViolation} the runtime may not make it now
   */
  enter({ call, requestId }: { call: Call; requestId: string | undefined }): void {
    if (call === 'next') this.#enterNext();
    else if (call === 'init/error') this.#enterInitError();
    else if (isResponseCall(call) && requestId !== undefined) this.#enterResponse(requestId);
  }

  #enterNext(): void {
    this.#hasRequestedNext = true;
    const open = [...this.#hasResponse].filter(([, hasResponse]) => !hasResponse).map(([id]) => id);
    if (open.length >= this.concurrency) throw new ProtocolViolation(`next, but no response to ${open.join(', ')}`);
  }

  #enterInitError(): void {
    if (this.#hasRequestedNext) throw new ProtocolViolation('init/error after next');
  }

  #enterResponse(id: string): void {
    const hasResponse = this.#hasResponse.get(id);
    if (hasResponse === undefined) throw new ProtocolViolation(`a response to ${id}, which was never sent`);
    if (hasResponse) throw new ProtocolViolation(`a second response to ${id}`);
    this.#hasResponse.set(id, true);
  }
}
