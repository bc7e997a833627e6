import type { Context, EventHandlerClass, Logger } from '@alr/context';
import { ATTACH, BRAND, PROTOCOL_VERSION } from './brand.ts';
import { reportError, reportMessage } from './errors/error-report.ts';
import { ConfigurationError, OutsideInvocationError } from './errors/errors.ts';
import { dispatchEvent } from './events/event-dispatch.ts';
import type { MatchingSchema } from './events/event-registration.ts';
import { deliver, logRefusal } from './invocation/deliver.ts';
import { Invocation } from './invocation/invocation.ts';
import { type InvocationServices, openInvocation, type ReceivedEvent, receiveInvocation } from './invocation/invoke.ts';
import { currentInvocation } from './invocation/invoke-store.ts';
import { type Reply, replyOf, type StreamFunction } from './invocation/reply.ts';
import { checkOptions, createLogger, openServices, type RuntimeOptions } from './invocation/services.ts';
import { Lifecycle, type Program } from './lifecycle/lifecycle.ts';
import { type Platform, processPlatform } from './platform/platform.ts';

const REGISTRATIONS = Symbol('event handlers of this class');

/**
 * A Lambda function: extend it, and override `handler`, or register a class for each event source.
 *
 * @example
 * export default class Hello extends Runtime {
 *   override async handler(event: unknown) {
 *     this.logger.info('received');
 *     return JSON.stringify({ message: 'Hello!', input: event });
 *   }
 * }
 */
export class Runtime {
  static readonly [BRAND]: number = PROTOCOL_VERSION;

  /** What becomes of an event that no handler takes: it fails its invocation (the default), or is acknowledged with a warning in the log. */
  static unhandledEvents: 'fail' | 'warn' = 'fail';

  /** By source, the classes registered with this class itself. */
  private static [REGISTRATIONS]?: Map<string, EventHandlerClass>;

  readonly [BRAND]: number = PROTOCOL_VERSION;
  readonly #options: RuntimeOptions;
  #platform: Platform = processPlatform();
  #logger: Logger | undefined;
  #services: InvocationServices | undefined;
  #departure: Promise<void> | undefined;
  /** What `nextEvent` has handed out last. */
  #polled: Invocation | undefined;

  /** @throws {ConfigurationError} an option can't be used */
  constructor(options: RuntimeOptions = {}) {
    checkOptions(options);
    this.#options = options;
  }

  /**
   * Registers the class that handles the events of a source, for this class and those that extend it. A later
   * registration of the source replaces an earlier one.
   * @returns the class it was called on
   * @throws {ConfigurationError} the class handles the events of another source
   */
  static registerEventHandler<
    This extends typeof Runtime,
    Source extends string,
    Class extends EventHandlerClass<Source>,
  >(this: This, source: Source, handlerClass: Class & MatchingSchema<Class>): This {
    // In JavaScript, nobody else would say so.
    if (handlerClass?.source !== source) {
      const made = `${handlerClass?.name ?? handlerClass} handles ${JSON.stringify(handlerClass?.source)}`;
      throw new ConfigurationError(
        `registerEventHandler(${JSON.stringify(source)}, ...) was given a class for another source: ${made}`,
      );
    }
    if (!Object.hasOwn(this, REGISTRATIONS)) Object.defineProperty(this, REGISTRATIONS, { value: new Map() });
    this[REGISTRATIONS]?.set(source, handlerClass);
    return this;
  }

  /** Writes to stderr, one record a line, in log4js's manner. */
  get logger(): Logger {
    this.#logger ??= createLogger(this.#options, this.#platform, () => this.#services?.store);
    return this.#logger;
  }

  /** Called once, before the first event: opens what all invocations share. */
  init(): void | Promise<void> {}

  /** Called where the platform tells the process to end, within about half a second. */
  onShutdown(_signal: NodeJS.Signals): void | Promise<void> {}

  /** Called before the process is kept as a snapshot, in functions with SnapStart. */
  beforeSnapshot(): void | Promise<void> {}

  /** Called where the process goes on from its snapshot, in functions with SnapStart. */
  afterRestore(): void | Promise<void> {}

  /**
   * Handles an event. As it stands, it hands the event to the class that is registered for its source.
   *
   * A string is the response as it is; a function is called with a `Writer`, and streams; web and Node streams and
   * async iterables stream too; nothing is `null`; any other value is sent as its JSON. What it throws fails the
   * invocation.
   */
  handler(event: unknown, context: Context): unknown {
    return this.#dispatch(event, context);
  }

  /** Runs the function: `init`, then an event after another. The bootstrap calls it. */
  async run(): Promise<void> {
    const services = this.#open();
    const hasOwnHook = this.onShutdown !== Runtime.prototype.onShutdown;
    const program: Program = {
      init: () => this.init(),
      handler: (event: unknown, context: Context) => this.handler(event, context),
      replyOf,
      departure: () => this.#departure,
      beforeSnapshot: () => this.beforeSnapshot(),
      afterRestore: () => this.afterRestore(),
      onShutdown: hasOwnHook ? (signal: NodeJS.Signals) => this.onShutdown(signal) : undefined,
    };
    await new Lifecycle(program, services, this.#platform).run();
  }

  /**
   * Waits, without a limit, for the next event; for those who write a loop of their own in place of `run`. An event that
   * can't be read is answered with an error, and the wait goes on.
   */
  async nextEvent(): Promise<ReceivedEvent> {
    const services = this.#open();
    for (;;) {
      await this.#leavePolled(services);
      const invocation = new Invocation(await receiveInvocation(services));
      this.#polled = invocation;
      try {
        return openInvocation(services, invocation);
      } catch (error) {
        this.logger.error('the event was refused:', error);
        await this.#answer('nextEvent', () => ({ kind: 'error', report: reportError(error) }));
      }
    }
  }

  /**
   * Answers the invocation with what a handler could return.
   * @throws {AlreadyAnsweredError | OutsideInvocationError | RuntimeError | ApiStatusError | ApiConnectionError}
   */
  sendInvocationResponse(response: unknown): Promise<void> {
    return this.#answer('sendInvocationResponse', () => replyOf(response));
  }

  /**
   * Answers the invocation with a stream; resolves when its end has been taken.
   * @throws {AlreadyAnsweredError | OutsideInvocationError | ApiStatusError | ApiConnectionError}
   */
  sendStreamingResponse(produce: StreamFunction): Promise<void> {
    return this.#answer('sendStreamingResponse', () => ({ kind: 'stream', produce }));
  }

  /**
   * Fails the invocation, and goes on.
   * @param type what the invoker sees as `errorType`; default `Error`
   * @throws {AlreadyAnsweredError | OutsideInvocationError | ApiStatusError | ApiConnectionError}
   */
  sendInvocationError(message: string, type?: string): Promise<void> {
    return this.#answer('sendInvocationError', () => ({ kind: 'error', report: reportMessage(message, type) }));
  }

  /** Says that the function can't start; the process exits then, whatever follows. For `init` and the constructor. */
  sendInitError(message: string, type?: string): Promise<void> {
    this.#departure ??= this.#depart(message, type);
    return this.#departure;
  }

  /** Takes what its surroundings differ in from a process of Lambda's; for bootstraps and tests, before `run`. */
  [ATTACH](surroundings: Partial<Platform>): void {
    this.#platform = { ...this.#platform, ...surroundings };
    this.#logger = undefined;
    this.#services = undefined;
    this.#polled = undefined;
  }

  #open(): InvocationServices {
    this.#services ??= openServices(this.#options, this.#platform, this.logger, 'stackTrace');
    return this.#services;
  }

  /** Rejects at once where it is used wrongly. A refusal by the platform is logged by the loop, whether it is awaited here or not. */
  #answer(method: string, makeReply: () => Reply): Promise<void> {
    const services = this.#services;
    const invocation = services === undefined ? undefined : (currentInvocation(services.store) ?? this.#polled);
    if (services === undefined || invocation === undefined) return Promise.reject(new OutsideInvocationError(method));
    try {
      const delivery = invocation.answer(makeReply(), (to, what) => deliver(services, to, what));
      delivery.catch(() => {});
      return delivery;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The invocation that a loop of the user's own has done with. */
  async #leavePolled({ logger }: InvocationServices): Promise<void> {
    this.#polled?.context?.[Symbol.dispose]();
    await this.#polled?.delivery?.catch((error: unknown) => logRefusal(logger, error));
    this.#polled = undefined;
  }

  async #depart(message: string, type?: string): Promise<void> {
    try {
      const { api } = this.#open();
      await api.initError(reportMessage(message, type));
    } catch (error) {
      this.logger.fatal("the failure of init couldn't be reported:", error);
    } finally {
      this.#platform.exit(1);
    }
  }

  #dispatch(event: unknown, context: Context): Promise<unknown> {
    const runtimeClass = this.constructor as typeof Runtime;
    const handlers = registrationsOf(runtimeClass);
    const { logger } = this;
    const unhandled = runtimeClass.unhandledEvents;
    return dispatchEvent({ event, context, logger, runtime: this, handlers, unhandled }, this.#platform.handlerFile);
  }
}

/** Those of a class and its ancestors, of which the nearest counts. */
function registrationsOf(runtimeClass: typeof Runtime): Map<string, EventHandlerClass> {
  const inherited =
    runtimeClass === Runtime ? [] : registrationsOf(Object.getPrototypeOf(runtimeClass) as typeof Runtime);
  const own = Object.hasOwn(runtimeClass, REGISTRATIONS) ? (runtimeClass[REGISTRATIONS] ?? []) : [];
  return new Map([...inherited, ...own]);
}
