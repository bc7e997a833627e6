/** Loaded before the bootstrap. Responds to each message with the stacks of the active timers. */
import { createHook } from 'node:async_hooks';

const active = new Map<number, string>();
createHook({
  init: (id, type) => {
    if (type === 'Timeout') active.set(id, new Error('active').stack ?? '');
  },
  destroy: (id) => {
    active.delete(id);
  },
}).enable();

// Node reports ended timers in the next turn of the event loop.
process.on('message', () => setImmediate(() => process.send?.([...active.values()])));
// The channel must not keep the process alive, or an idle function would look busy.
process.channel?.unref();
