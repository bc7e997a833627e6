import type { Clock } from '../clock/clock.ts';
import type { Activity } from './activity.ts';

/** How long a test waits. */
const SETTLE_LIMIT_MS = 30_000;

/** Something still runs, although it should have ended. */
export class NotSettledError extends Error {
  override get name(): string {
    return 'NotSettledError';
  }
}

/**
 * Resolves when nothing is running, and nothing is due at the present time. It does not move the time.
 *
 * @throws {NotSettledError} that takes longer than the limit
 */
export async function settled(activity: Activity, clock: Clock, limitMs: number = SETTLE_LIMIT_MS): Promise<void> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const names = activity.names.join(', ') || 'tasks that become due again and again';
    limit.reject(new NotSettledError(`not settled after ${limitMs / 1000} s: still running: ${names}`));
  }, limitMs);
  try {
    await Promise.race([settle(activity, clock), limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function settle(activity: Activity, clock: Clock): Promise<void> {
  await activity.idle();
  for (let due = clock.nextDue; due !== undefined && due <= clock.now; due = clock.nextDue) {
    await new Promise<void>((run) => void clock.at(clock.now, run));
    await activity.idle();
  }
}
