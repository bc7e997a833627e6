import { UsageError } from '../../../terminal/expected-error.ts';
import { type Occurrence, splitOccurrence } from '../../faults/occurrence.ts';

/** What the emulator does to a call of the Runtime API on purpose. */
export type FaultEffect =
  /** It responds with an error. */
  | { kind: 'status'; status: FaultStatus }
  /** It resets the connection. */
  | { kind: 'reset' }
  /** It never responds. */
  | { kind: 'timeout' }
  /** It responds late. */
  | { kind: 'slow'; ms: number };

/** A fault that the emulator injects, to show how a function copes with it. */
export interface Fault extends Occurrence {
  readonly calls: readonly FaultCall[];
  readonly effect: FaultEffect;
  /** How it was written. */
  readonly text: string;
}

/** There is no such fault. The message lists the valid ones. */
export class InvalidFaultError extends UsageError {
  override get name(): string {
    return 'InvalidFaultError';
  }
}

/** The error statuses that AWS documents: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
const statuses = {
  next: [403, 500],
  response: [400, 403, 410, 413, 500],
  error: [400, 403, 410, 500],
  'init-error': [403, 500],
  'restore-next': [403, 500],
  'restore-error': [403, 500],
} as const;

/** A call that faults can affect. */
export type FaultCall = keyof typeof statuses;

/** An error status of a call. */
export type FaultStatus = (typeof statuses)[FaultCall][number];

const allCalls = Object.keys(statuses) as FaultCall[];
const syntax = new RegExp(
  `^((?<call>${allCalls.join('|')})=)?((?<status>\\d{3})|(?<broken>reset|timeout)|slow=(?<ms>\\d{1,6}))$`,
);

/** Examples of all faults of the Runtime API, without TIMES. */
export const runtimeFaultNames: readonly string[] = [
  ...statuses.response.map(String),
  ...allCalls.flatMap((call) => [...statuses[call].map(String), 'reset', 'timeout'].map((each) => `${call}=${each}`)),
  'reset',
  'timeout',
];

/**
 * Parses `[CALL=]FAULT[:TIMES]`, for example `413`, `next=reset:2`, `slow=500` or `500:20%`. Without CALL, `slow` affects
 * all calls, and the other faults affect `response`. Without TIMES, the fault is permanent.
 *
 * @throws {InvalidFaultError} the text is not a fault, or the call does not have the status
 */
export function parseFault(text: string): Fault {
  const { name, occurrence } = splitOccurrence(text);
  const parts = syntax.exec(name)?.groups as Partial<Record<'call' | 'status' | 'broken' | 'ms', string>>;
  if (parts === undefined) {
    throw new InvalidFaultError(
      `there is no fault "${text}": use [CALL=]FAULT[:TIMES], such as 413 or next=reset:2; ` +
        `CALL is one of ${allCalls.join(', ')}, and FAULT is 400, 403, 410, 413, 500, reset, timeout or slow=MS`,
    );
  }
  const { status, broken, ms } = parts;
  const call = allCalls.find((each) => each === parts.call);
  return {
    calls: call ? [call] : ms === undefined ? ['response'] : allCalls,
    effect:
      status !== undefined
        ? statusEffect(call ?? 'response', Number(status))
        : ms !== undefined
          ? { kind: 'slow', ms: Number(ms) }
          : { kind: broken === 'reset' ? 'reset' : 'timeout' },
    ...occurrence,
    text,
  };
}

/** What happens to the call, to be read after its name: `response gets status 413`. */
export function describeEffect(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'status':
      return `gets status ${effect.status}`;
    case 'reset':
      return 'has its connection reset';
    case 'timeout':
      return 'gets no response';
    case 'slow':
      return `is delayed by ${effect.ms} ms`;
  }
}

function statusEffect(call: FaultCall, status: number): FaultEffect {
  const known = statuses[call].find((candidate) => candidate === status);
  if (known === undefined) {
    throw new InvalidFaultError(
      `there is no fault "${call}=${status}", because AWS documents no status ${status} for ${call}: ` +
        `use ${statuses[call].join(', ')}`,
    );
  }
  return { kind: 'status', status: known };
}
