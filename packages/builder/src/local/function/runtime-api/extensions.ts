import { randomUUID } from 'node:crypto';
import { RuntimeApiError } from './runtime-api-call.ts';

/**
 * The extensions that the function's process has registered. If there is one, the platform sends SIGTERM before it ends
 * the process.
 */
export class Extensions {
  readonly #namesById = new Map<string, string>();
  #isOpen = true;

  get areRegistered(): boolean {
    return this.#namesById.size > 0;
  }

  /** Ends the registration, because the function is initialized. */
  close(): void {
    this.#isOpen = false;
  }

  /**
   * Registers an extension that runs in the function's process, and returns its identifier.
   *
   * @param body the request body: JSON with the events that the extension subscribes to. The emulator sends none, and
   * the platform never sends SHUTDOWN to an extension of this kind
   * @throws {RuntimeApiError} the name is missing or taken, the event does not exist for it, or it is too late
   */
  register(name: string, body: string): string {
    if (name === '') throw extensionError('InvalidExtensionName', 'The header Lambda-Extension-Name is missing');
    if (!this.#isOpen) {
      throw extensionError(
        'RegistrationClosed',
        `Extension ${name} cannot register any more: the function is initialized`,
      );
    }
    if ([...this.#namesById.values()].includes(name)) {
      throw extensionError('InvalidExtensionState', `Extension ${name} is already registered`);
    }
    const event = parseEvents(body).find((requested) => requested !== 'INVOKE');
    if (event !== undefined) {
      const message = `Extension ${name} cannot subscribe to ${event}: it runs in the function's process`;
      throw extensionError('InvalidEventType', message);
    }
    const id = randomUUID();
    this.#namesById.set(id, name);
    return id;
  }

  /**
   * Checks the identifier of an extension that polls for its next event.
   *
   * @throws {RuntimeApiError} the identifier is missing or unknown
   */
  check(id: string | undefined): void {
    if (id === undefined) throw extensionError('MissingHeader', 'The header Lambda-Extension-Identifier is missing');
    if (!this.#namesById.has(id)) {
      throw extensionError('UnknownExtensionIdentifier', `No extension has the identifier ${id}`);
    }
  }
}

function parseEvents(body: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new RuntimeApiError(403, 'InvalidRequestFormat', 'The body of the registration is not JSON');
  }
  const events = typeof parsed === 'object' && parsed !== null && 'events' in parsed ? parsed.events : [];
  return Array.isArray(events) ? events : [events];
}

function extensionError(type: string, message: string): RuntimeApiError {
  return new RuntimeApiError(403, `Extension.${type}`, message);
}
