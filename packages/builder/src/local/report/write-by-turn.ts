import type { Writable } from 'node:stream';
import type { LocalEventListener } from './local-event.ts';

/**
 * Lets a listener write to a stream, in one call of the system for each turn of the event loop. Each call wakes up the
 * reader, which takes longer than the event itself, while the function waits for its next one.
 */
export function writeByTurn(stream: Writable, listener: LocalEventListener): LocalEventListener {
  let isCorked = false;
  const flush = () => {
    if (isCorked) stream.uncork();
    isCorked = false;
  };
  // A process that exits has no further turn.
  process.once('exit', flush);
  return (event) => {
    if (!isCorked) {
      isCorked = true;
      stream.cork();
      setImmediate(flush);
    }
    listener(event);
    // Programs wait for this one. Before the turn ends, the processes start.
    if (event.type === 'listening') flush();
  };
}
