import { setImmediate as turn } from 'node:timers/promises';
import { refusal } from './answers.ts';
import type { Exchange } from './exchange.ts';

/** What the server does with a request, from the moment that its head is here. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>;

/** Answers once the whole request is here. */
export function answerWith(bytes: string | Uint8Array): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    await exchange.send(bytes);
  };
}

/** Refuses the call once the whole request is here. */
export function refuseWith(status: number, errorType: string): Behaviour {
  return answerWith(refusal(status, errorType));
}

/** Answers and closes the connection, which ends the body of an answer without a length. */
export function answerAndClose(bytes: string | Uint8Array): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    await exchange.send(bytes);
    exchange.close();
  };
}

/** Answers in pieces, cut at the given positions; positions beyond the end are ignored. */
export function answerInPieces(bytes: Uint8Array, cuts: readonly number[]): Behaviour {
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

/** Sends the first bytes of an answer, then resets the connection: right away where that is none. */
export function resetAfter(bytes: Uint8Array): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    if (bytes.length > 0) await exchange.send(bytes);
    exchange.reset();
  };
}

/** Resets the connection while the request is still coming: after its head, and the first piece of its body. */
export const resetWhileReading: Behaviour = async (exchange) => {
  await exchange.nextChunk();
  exchange.reset();
};

/** Never answers. */
export const staySilent: Behaviour = () => {};

/**
 * Refuses as soon as the first piece of the body is here, reads no more, and closes: so does Go's HTTP server with a
 * body over the limit. Nobody reads what the client still wants to send.
 */
export function refuseEarly(status: number, errorType: string): Behaviour {
  return async (exchange) => {
    await exchange.nextChunk();
    exchange.stopReading();
    await exchange.send(refusal(status, errorType, { Connection: 'close' }));
    exchange.close();
  };
}
