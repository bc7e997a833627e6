import { vi } from 'vitest';

/** Waits until something is so; however busy the machine is, it fails only where that never happens. */
export async function until(isSo: () => boolean): Promise<void> {
  await vi.waitUntil(isSo, { timeout: 15_000, interval: 2 });
}
