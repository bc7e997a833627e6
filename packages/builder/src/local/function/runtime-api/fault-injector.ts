import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Chance, type Random } from '../../faults/occurrence.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import { describeEffect, type Fault, type FaultCall, type FaultEffect } from './fault.ts';
import { RuntimeApiError } from './runtime-api-call.ts';

/** Injects the requested faults into calls of the Runtime API, each as often as requested. */
export class FaultInjector {
  readonly #emit: LocalEventListener;
  #faults: readonly { readonly fault: Fault; readonly chance: Chance }[] = [];

  constructor(faults: readonly Fault[], emit: LocalEventListener) {
    this.#emit = emit;
    this.replace(faults, () => Math.random);
  }

  /** Injects these faults from now on. */
  replace(faults: readonly Fault[], randomOf: (fault: string) => Random): void {
    this.#faults = faults.map((fault) => ({ fault, chance: new Chance(fault, randomOf(fault.text)) }));
  }

  /**
   * Injects the faults for a call. Resolves, perhaps late, if the call goes on.
   *
   * @throws {RuntimeApiError} the fault is an error response
   * @throws {Error} the fault has ended the connection
   */
  async inject(call: FaultCall, request: IncomingMessage): Promise<void> {
    for (const entry of this.#faults) {
      if (!entry.fault.calls.includes(call) || !entry.chance.take()) continue;
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
