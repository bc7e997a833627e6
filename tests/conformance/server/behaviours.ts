import { setImmediate as turn } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';
import { rejection } from './responses.ts';

/** How the server handles a request, from the arrival of its head. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>;

/** Responds when the whole request has arrived. */
export function respondWith(bytes: string | Uint8Array): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    await exchange.send(bytes);
  };
}

/** Rejects the call when the whole request has arrived. */
export function rejectWith(status: number, errorType: string): Behaviour {
  return respondWith(rejection(status, errorType));
}

/** Responds and closes the connection, which ends the body of a response without a length. */
export function respondAndClose(bytes: string | Uint8Array): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    await exchange.send(bytes);
    exchange.close();
  };
}

/** Responds in pieces, split at the given positions; positions beyond the end are ignored. */
export function respondInPieces(bytes: Uint8Array, cuts: readonly number[]): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    const ends = [...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b);
    let start = 0;
    for (const end of [...ends, bytes.length]) {
      await exchange.send(bytes.subarray(start, end));
      await turn();
      start = end;
    }
  };
}

/** Sends the first bytes of a response, if any, and resets the connection. */
export function resetAfter(bytes: Uint8Array): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    if (bytes.length > 0) await exchange.send(bytes);
    exchange.reset();
  };
}

/** Resets the connection after the head and the first piece of the body of a request. */
export const resetWhileReading: Behaviour = async (exchange) => {
  await exchange.nextChunk();
  exchange.reset();
};

/** Never responds. */
export const staySilent: Behaviour = () => {};

/**
 * Rejects the call at the first piece of the body, stops reading and closes. Go's HTTP server does this with a body over
 * the limit, and never reads the rest of the request.
 */
export function rejectEarly(status: number, errorType: string): Behaviour {
  return async (exchange) => {
    await exchange.nextChunk();
    exchange.stopReading();
    await exchange.send(rejection(status, errorType, { Connection: 'close' }));
    exchange.close();
  };
}
