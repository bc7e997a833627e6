/** The most messages that a call can receive. */
const MAX_RECEIVE = 10;
/** What is known about a queue that is read. */
export interface PollState {
  /** How many messages wait for a batch. */
  readonly count: number;
  /** Since when the first of them has been hidden. */
  readonly hiddenSince: number;
  readonly visibilityTimeoutMs: number;
  readonly batchSize: number;
  /** The longest wait of a call for messages, in seconds: up to 20. */
  readonly maxWaitSeconds: number;
  /** When the window of the batch ends. Undefined if it has ended, and the batch waits for the function. */
  readonly windowEnd: number | undefined;
  /** Whether a batch could begin now. */
  readonly isReady: boolean;
}

/** What to do next with a queue that is read. */
export type PollStep =
  | { readonly kind: 'receive'; readonly max: number; readonly waitSeconds: number }
  /** To be decided again after this time, or when something changes. */
  | { readonly kind: 'wait'; readonly ms: number | undefined }
  /** The messages have to be returned to the queue: nobody can process them at the moment. */
  | { readonly kind: 'release' };

/**
 * Decides how to go on. Messages are received only when they can be processed at once, and no more than the next batch
 * can have: while they wait, nobody else gets them, and those behind them in a FIFO queue could overtake a failed one.
 */
export function nextStep(state: PollState, now: number): PollStep {
  const { count, batchSize, maxWaitSeconds, windowEnd, isReady } = state;
  if (count === 0) {
    if (!isReady) return { kind: 'wait', ms: undefined };
    return { kind: 'receive', max: Math.min(MAX_RECEIVE, batchSize), waitSeconds: maxWaitSeconds };
  }
  if (windowEnd !== undefined) {
    const waitSeconds = Math.min(maxWaitSeconds, Math.floor((windowEnd - now) / 1000));
    if (waitSeconds < 1) return { kind: 'wait', ms: Math.max(0, windowEnd - now) };
    return { kind: 'receive', max: Math.min(MAX_RECEIVE, batchSize - count), waitSeconds };
  }
  // They should reach a function while their handles are valid.
  const limit = state.hiddenSince + state.visibilityTimeoutMs / 2;
  return now < limit ? { kind: 'wait', ms: limit - now } : { kind: 'release' };
}
