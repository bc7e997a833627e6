import type { Invocation } from '../function/invocation/invocation.ts';
import type { TracedCall } from './running-invocations.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGE_RESPONSE_BYTES = 5 * 1024 * 1024;

/** Finds what AWS would do to an invocation, if it is probably not intended. Each cause is reported once. */
export class InvocationLints {
  readonly #codeLoadedAt: () => number;
  readonly #reported = new Set<string>();

  /** @param codeLoadedAt when the code was loaded; new code can cause the same problems again */
  constructor(codeLoadedAt: () => number) {
    this.#codeLoadedAt = codeLoadedAt;
  }

  /** Checks an invocation that has ended. */
  check(invocation: Invocation): string | undefined {
    if (invocation.chunks !== undefined || invocation.failure !== undefined) return undefined;
    const { body } = invocation;
    if (body.length <= LARGE_RESPONSE_BYTES || !this.#isNew('response')) return undefined;
    const megabytes = (body.length / 1024 / 1024).toFixed(1);
    return (
      `the response has ${megabytes} MB: AWS fails an invocation whose response has more than 6 MB; put large results ` +
      'into a bucket, or stream them'
    );
  }

  /** Checks a call that has ended after the response of its invocation. */
  checkLateCall({ service, operation, resource }: TracedCall): string | undefined {
    if (!this.#isNew(`${service}.${operation}`)) return undefined;
    const target = resource === undefined ? '' : ` (${resource})`;
    return (
      `the function went on after its response: it called ${operation} of ${service}${target}; AWS stops the process ` +
      'until the next invocation, so this happens late or never; await the call before the response'
    );
  }

  #isNew(cause: string): boolean {
    const reported = `${cause} ${this.#codeLoadedAt()}`;
    if (this.#reported.has(reported)) return false;
    this.#reported.add(reported);
    return true;
  }
}
