import type { Invocation, InvocationRequest } from '../function/invocation/invocation.ts';
import type { AwsCallRecord } from './aws-call-record.ts';

/** A call to a service of AWS, by whoever sends this trace header. */
export interface TracedCall extends Omit<AwsCallRecord, 'startMs'> {
  readonly traceHeader: string;
}

/** How many calls of an invocation are recorded. */
const MAX_CALLS = 1000;

/** How many invocations that have ended are remembered, for calls that come late. */
const MAX_ENDED = 100;

interface RunningInvocation {
  readonly invocation: Invocation;
  readonly parent: string | undefined;
  readonly calls: AwsCallRecord[];
  readonly onLateCall: ((call: TracedCall) => void) | undefined;
}

const rootField = /(?:^|;)\s*Root=([^;]+)/;
const parentField = /(?:^|;)\s*Parent=([^;]+)/;

/**
 * Finds the invocation that a call belongs to. The clients of AWS in a function send the trace header of its invocation.
 * Invocations that cause each other have the same root, so their parents distinguish them.
 */
export class RunningInvocations {
  /** By the root of their traces. */
  readonly #running = new Map<string, RunningInvocation[]>();
  /** What gets the late calls of the last invocations that have ended. */
  readonly #ended = new Map<string, (call: TracedCall) => void>();

  /** A request whose trace header no other running invocation has: it gets a new parent, as on AWS. */
  distinct(request: InvocationRequest): InvocationRequest {
    const { traceHeader } = request;
    if (traceHeader === undefined || this.#running.size === 0) return request;
    const parent = parentField.exec(traceHeader)?.[1];
    if (parent === undefined || !this.#withRootOf(traceHeader).some((each) => each.parent === parent)) return request;
    return { ...request, traceHeader: traceHeader.replace(parentField, '') };
  }

  /** @param onLateCall gets the calls that end when the function has responded */
  begin(invocation: Invocation, onLateCall?: (call: TracedCall) => void): void {
    const { traceHeader } = invocation;
    const parent = parentField.exec(traceHeader)?.[1];
    const root = rootOf(traceHeader);
    const running = { invocation, parent, calls: [], onLateCall };
    const others = this.#running.get(root);
    if (others === undefined) this.#running.set(root, [running]);
    else others.push(running);
  }

  /** Returns the calls that the invocation has made, in the order of their ends. */
  end(invocation: Invocation): readonly AwsCallRecord[] {
    const root = rootOf(invocation.traceHeader);
    const all = this.#running.get(root) ?? [];
    const others = all.filter((each) => each.invocation !== invocation);
    if (others.length === 0) this.#running.delete(root);
    else this.#running.set(root, others);
    const found = all.find((each) => each.invocation === invocation);
    if (found?.onLateCall !== undefined) this.#ended.set(root, found.onLateCall);
    const [oldest = root] = this.#ended.keys();
    if (this.#ended.size > MAX_ENDED) this.#ended.delete(oldest);
    return found?.calls ?? [];
  }

  /** Adds a call that has just ended to its invocation, if it is one of an invocation. */
  add(traced: TracedCall): void {
    const { traceHeader, ...call } = traced;
    const candidates = this.#withRootOf(traceHeader);
    if (candidates.length === 0) this.#ended.get(rootOf(traceHeader))?.(traced);
    const parent = parentField.exec(traceHeader)?.[1];
    // An instrumented client sends the id of a segment that it has created.
    const caller = candidates.findLast((each) => each.parent === parent) ?? candidates.at(-1);
    if (caller?.invocation.state === 'responded') caller.onLateCall?.(traced);
    if (caller === undefined || caller.calls.length >= MAX_CALLS) return;
    caller.calls.push({ ...call, startMs: caller.invocation.ageMs - call.durationMs });
  }

  #withRootOf(traceHeader: string): readonly RunningInvocation[] {
    return this.#running.get(rootOf(traceHeader)) ?? [];
  }
}

function rootOf(traceHeader: string): string {
  return rootField.exec(traceHeader)?.[1] ?? '';
}
