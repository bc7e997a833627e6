import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalEventListener } from '../../report/local-event.ts';
import { describeEffect, type Fault, type FaultCall, type FaultEffect } from './fault.ts';
import { RuntimeApiError } from './runtime-api-call.ts';

/** Injects the requested faults into calls of the Runtime API, each as often as requested. */
export class FaultInjector {
  readonly #faults: { readonly fault: Fault; remaining: number }[];
  readonly #emit: LocalEventListener;

  constructor(faults: readonly Fault[], emit: LocalEventListener) {
    this.#faults = faults.map((fault) => ({ fault, remaining: fault.times }));
    this.#emit = emit;
  }

  /**
   * Injects the faults for a call. Resolves, perhaps late, if the call goes on.
   *
   * @throws {RuntimeApiError} the fault is an error response
   * @throws {Error} the fault has ended the connection
   */
  async inject(call: FaultCall, request: IncomingMessage): Promise<void> {
    for (const entry of this.#faults) {
      if (entry.remaining === 0 || !entry.fault.calls.includes(call)) continue;
      entry.remaining -= 1;
      this.#emit({ type: 'fault', call, effect: describeEffect(entry.fault.effect) });
      await apply(entry.fault.effect, request);
    }
  }
}

async function apply(effect: FaultEffect, request: IncomingMessage): Promise<void> {
  switch (effect.kind) {
    case 'status':
      throw new RuntimeApiError(effect.status, errorTypes[effect.status], 'Injected by --fault');
    case 'reset':
      request.socket.resetAndDestroy();
      return failOnClose(request);
    case 'timeout':
      request.resume();
      return failOnClose(request);
    case 'slow':
      await delay(effect.ms);
  }
}

async function failOnClose({ socket }: IncomingMessage): Promise<never> {
  if (!socket.closed) await once(socket, 'close');
  throw new Error('the connection is closed');
}

const errorTypes = {
  400: 'InvalidRequestID',
  403: 'InvalidStateTransition',
  410: 'InvocationGone',
  413: 'RequestEntityTooLarge',
  500: 'InternalServerError',
} as const;
