import { randomUUID } from 'node:crypto';
import { RuntimeApiRefusal } from './runtime-api-refusal.ts';

/** The extensions that the function's process has registered: with any, the platform announces the end by SIGTERM. */
export class Extensions {
  readonly #namesById = new Map<string, string>();
  #isOpen = true;

  /** Whether the end is to be announced. */
  get areRegistered(): boolean {
    return this.#namesById.size > 0;
  }

  /** No more registrations: the initialisation is over. */
  close(): void {
    this.#isOpen = false;
  }

  /**
   * Registers an extension that lives in the function's process, and returns its identifier.
   *
   * @param body the request's, JSON with the events that it wants. None are sent here, and the platform never sends
   * SHUTDOWN to an extension of this kind.
   */
  register(name: string, body: string): string {
    if (name === '') throw refuse('InvalidExtensionName', 'The header Lambda-Extension-Name is missing.');
    if (!this.#isOpen) throw refuse('RegistrationClosed', `${name} comes too late: the runtime is initialised.`);
    if ([...this.#namesById.values()].includes(name)) {
      throw refuse('InvalidExtensionState', `There is an extension ${name} already.`);
    }
    const event = readEvents(body).find((wanted) => wanted !== 'INVOKE');
    if (event !== undefined) {
      throw refuse('InvalidEventType', `${name} can't have the event ${event}: it is part of the function's process.`);
    }
    const id = randomUUID();
    this.#namesById.set(id, name);
    return id;
  }

  /** Checks the identifier of an extension that asks for its next event. */
  check(id: string | undefined): void {
    if (id === undefined) throw refuse('MissingHeader', 'The header Lambda-Extension-Identifier is missing.');
    if (!this.#namesById.has(id)) throw refuse('UnknownExtensionIdentifier', `No extension has the identifier ${id}.`);
  }
}

function readEvents(body: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new RuntimeApiRefusal(403, 'InvalidRequestFormat', 'The body of the registration is no JSON.');
  }
  const events = typeof parsed === 'object' && parsed !== null && 'events' in parsed ? parsed.events : [];
  return Array.isArray(events) ? events : [events];
}

function refuse(type: string, message: string): RuntimeApiRefusal {
  return new RuntimeApiRefusal(403, `Extension.${type}`, message);
}
