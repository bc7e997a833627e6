/** Loaded ahead of the bootstrap: answers each message with where the timers that are still armed were made. */
import { createHook } from 'node:async_hooks';

const armed = new Map<number, string>();
createHook({
  init: (id, type) => {
    if (type === 'Timeout') armed.set(id, new Error('armed').stack ?? '');
  },
  destroy: (id) => {
    armed.delete(id);
  },
}).enable();

// Node tells of ended timers by the next turn of the event loop.
process.on('message', () => setImmediate(() => process.send?.([...armed.values()])));
// Listening must not keep the process alive: an idle function would look busy.
process.channel?.unref();
