import { vi } from 'vitest';

/** Waits until the condition is true. The long timeout keeps tests reliable on a busy machine. */
export async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { timeout: 45_000, interval: 2 });
}
