import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalEventListener } from '../report/local-event.ts';
import { RuntimeApiRefusal } from '../runtime-api/runtime-api-refusal.ts';
import { describeEffect, type Fault, type FaultCall, type FaultEffect } from './fault.ts';

/** Makes the faults that were asked for, each as often as was asked for. */
export class FaultInjector {
  readonly #faults: { readonly fault: Fault; left: number }[];
  readonly #emit: LocalEventListener;

  constructor(faults: readonly Fault[], emit: LocalEventListener) {
    this.#faults = faults.map((fault) => ({ fault, left: fault.times }));
    this.#emit = emit;
  }

  /**
   * Lets the next faults of a call strike. Resolves where the call is to go on, if late.
   *
   * @throws RuntimeApiRefusal where it is to be refused; another error where its connection is gone
   */
  async strike(call: FaultCall, request: IncomingMessage): Promise<void> {
    for (const entry of this.#faults) {
      if (entry.left === 0 || !entry.fault.calls.includes(call)) continue;
      entry.left -= 1;
      this.#emit({ type: 'fault', call, effect: describeEffect(entry.fault.effect) });
      await inflict(entry.fault.effect, request);
    }
  }
}

async function inflict(effect: FaultEffect, request: IncomingMessage): Promise<void> {
  switch (effect.kind) {
    case 'refuse':
      throw new RuntimeApiRefusal(effect.status, refusalTypes[effect.status], 'as --fault asks for');
    case 'reset':
      request.socket.resetAndDestroy();
      return gone(request);
    case 'timeout':
      request.resume();
      return gone(request);
    case 'slow':
      await delay(effect.ms);
  }
}

async function gone({ socket }: IncomingMessage): Promise<never> {
  if (!socket.closed) await once(socket, 'close');
  throw new Error('The connection is gone.');
}

const refusalTypes = {
  400: 'InvalidRequestID',
  403: 'InvalidStateTransition',
  410: 'InvocationGone',
  413: 'RequestEntityTooLarge',
  500: 'InternalServerError',
} as const;
