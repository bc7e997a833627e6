import { UsageError } from '../../terminal/expected-error.ts';

/** What a call of the Runtime API may meet with on purpose. */
export type FaultEffect =
  | { kind: 'refuse'; status: FaultStatus }
  /** The connection is reset. */
  | { kind: 'reset' }
  /** No answer ever comes. */
  | { kind: 'timeout' }
  | { kind: 'slow'; ms: number };

/** A fault that the emulator makes, so that one can see how a function takes it. */
export interface Fault {
  readonly calls: readonly FaultCall[];
  readonly effect: FaultEffect;
  /** How often it strikes. */
  readonly times: number;
}

/** A fault that is none; the message says what there is. */
export class InvalidFaultError extends UsageError {
  override get name(): string {
    return 'InvalidFaultError';
  }
}

/** The statuses that AWS documents for each call: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
const statuses = {
  next: [403, 500],
  response: [400, 403, 410, 413, 500],
  error: [400, 403, 410, 500],
  'init-error': [403, 500],
  'restore-next': [403, 500],
  'restore-error': [403, 500],
} as const;

/** The calls that faults can strike. */
export type FaultCall = keyof typeof statuses;

/** What a call may be answered with in place of success. */
export type FaultStatus = (typeof statuses)[FaultCall][number];

const allCalls = Object.keys(statuses) as FaultCall[];
const form = new RegExp(
  `^((?<call>${allCalls.join('|')})=)?((?<status>\\d{3})|(?<broken>reset|timeout)|slow=(?<ms>\\d{1,6}))(:(?<times>\\d{1,6}))?$`,
);

/**
 * Reads `[CALL=]FAULT[:TIMES]`: `413`, `next=reset:2`, `slow=500`. Without a call, `slow` strikes all calls and the
 * others the response; without a number of times, it strikes each time.
 *
 * @throws {@link InvalidFaultError}
 */
export function parseFault(text: string): Fault {
  const parts = form.exec(text)?.groups as Partial<Record<'call' | 'status' | 'broken' | 'ms' | 'times', string>>;
  if (parts === undefined) {
    throw new InvalidFaultError(
      `There is no fault "${text}". It has to be [CALL=]FAULT[:TIMES], such as 413 or next=reset:2; the calls are ` +
        `${allCalls.join(', ')}, the faults 400, 403, 410, 413, 500, reset, timeout and slow=MS.`,
    );
  }
  const { status, broken, ms, times } = parts;
  const call = allCalls.find((one) => one === parts.call);
  return {
    calls: call ? [call] : ms === undefined ? ['response'] : allCalls,
    effect:
      status !== undefined
        ? refusal(call ?? 'response', Number(status))
        : ms !== undefined
          ? { kind: 'slow', ms: Number(ms) }
          : { kind: broken === 'reset' ? 'reset' : 'timeout' },
    times: times === undefined ? Number.POSITIVE_INFINITY : Number(times),
  };
}

/** The effect in words: the call `is ...`. */
export function describeEffect(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'refuse':
      return `answered with ${effect.status}`;
    case 'reset':
      return 'cut off by a reset of its connection';
    case 'timeout':
      return 'never answered';
    case 'slow':
      return `held up for ${effect.ms} ms`;
  }
}

function refusal(call: FaultCall, status: number): FaultEffect {
  const known = statuses[call].find((one) => one === status);
  if (known === undefined) {
    throw new InvalidFaultError(`${call} is never answered with ${status}, but with ${statuses[call].join(', ')}.`);
  }
  return { kind: 'refuse', status: known };
}
