import type { ApiClient } from './client.ts';
import type { ConsoleEvent } from './types.ts';

const FIRST_DELAY_MS = 250;
const LAST_DELAY_MS = 4000;

/** What follows the events of the emulator. */
export interface EventListener {
  /** The connection is there, or there again: read what may have changed meanwhile. Returns the last event it knows. */
  connected(): Promise<number>;
  events(events: readonly ConsoleEvent[]): void;
  disconnected(error: unknown): void;
}

/** Follows the events, and connects again whenever the connection ends, until the signal aborts. */
export async function followEvents(client: ApiClient, listener: EventListener, signal: AbortSignal): Promise<void> {
  let delay = FIRST_DELAY_MS;
  while (!signal.aborted) {
    try {
      const seq = await listener.connected();
      delay = FIRST_DELAY_MS;
      const response = await client.open('GET', `/api/events?after=${seq}`, undefined, signal);
      for await (const events of batches(response)) listener.events(events);
      listener.disconnected(undefined);
    } catch (error) {
      if (signal.aborted) return;
      listener.disconnected(error);
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
    delay = Math.min(delay * 2, LAST_DELAY_MS);
  }
}

/** The events of each piece of the response that arrives. */
async function* batches(response: Response): AsyncGenerator<readonly ConsoleEvent[]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield lines.filter((line) => line !== '').map((line) => JSON.parse(line) as ConsoleEvent);
  }
}
