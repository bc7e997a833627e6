import type { Context, EventHandlerClass, Logger } from '@alr/context';
import { reportMessage } from './errors/error-report.ts';
import { OutsideInvocationError } from './errors/errors.ts';
import { dispatchEvent } from './events/dispatch.ts';
import { type MatchingSchema, registerHandlerClass, registrationsOf } from './events/registration.ts';
import type { ReceivedEvent } from './invocation/invocation.ts';
import { ManualLoop } from './invocation/manual-loop.ts';
import { checkOptions, createLogger, openServices, type RuntimeOptions } from './invocation/open-services.ts';
import { type Reply, replyOf, type StreamFunction } from './invocation/reply.ts';
import type { Services } from './invocation/services.ts';
import { Lifecycle, type LifecycleTarget } from './lifecycle/lifecycle.ts';
import { type Platform, processPlatform } from './platform/platform.ts';
import { BRAND, type BrandedRuntime, OVERRIDE_PLATFORM, PROTOCOL_VERSION } from './start/brand.ts';

/**
 * A Lambda function. Extend it, and override `handler`, or register a class for each event source.
 *
 * @example
 * export default class Hello extends Runtime {
 *   override async handler(event: unknown) {
 *     this.logger.info('received');
 *     return JSON.stringify({ message: 'Hello!', input: event });
 *   }
 * }
 */
export class Runtime implements BrandedRuntime {
  static readonly [BRAND]: number = PROTOCOL_VERSION;

  /**
   * What happens to an event that nothing handles: its invocation fails (the default), or the event is acknowledged with
   * a warning in the log.
   */
  static unhandledEvents: 'fail' | 'warn' = 'fail';

  readonly [BRAND]: number = PROTOCOL_VERSION;
  readonly #options: RuntimeOptions;
  #platform: Platform = processPlatform();
  #logger: Logger | undefined;
  #services: Services | undefined;
  #loop: ManualLoop | undefined;
  #initErrorReport: Promise<void> | undefined;

  /** @throws {ConfigurationError} an option has an invalid value */
  constructor(options: RuntimeOptions = {}) {
    checkOptions(options);
    this.#options = options;
  }

  /**
   * Registers the class that handles the events of a source, for this class and its subclasses. It replaces an earlier
   * registration for the same source.
   * @returns the class that the method was called on
   * @throws {ConfigurationError} the handler class is for another source
   */
  static registerEventHandler<
    This extends typeof Runtime,
    Source extends string,
    Class extends EventHandlerClass<Source>,
  >(this: This, source: Source, handlerClass: Class & MatchingSchema<Class>): This {
    registerHandlerClass(this, source, handlerClass);
    return this;
  }

  /** Has the interface of log4js. Writes to stderr, one line for each record. */
  get logger(): Logger {
    this.#logger ??= createLogger(this.#options, this.#platform, () => this.#services?.store, 'own');
    return this.#logger;
  }

  /** Called once, before the first event, to set up what all invocations share. */
  init(): void | Promise<void> {}

  /** Called when the platform shuts the process down. The process ends about half a second later. */
  onShutdown(_signal: NodeJS.Signals): void | Promise<void> {}

  /** Called before the snapshot of the process is taken, if the function uses SnapStart. */
  beforeSnapshot(): void | Promise<void> {}

  /** Called when the process is restored from its snapshot, if the function uses SnapStart. */
  afterRestore(): void | Promise<void> {}

  /**
   * Handles an event. The default passes it to the class that is registered for its source.
   *
   * A string is sent as the response unchanged. A function streams the response: it is called with a `Writer`. Web
   * streams, Node streams and async iterables stream too. `undefined` becomes `null`, and any other value is sent as
   * JSON. An error that it throws fails the invocation.
   */
  handler(event: unknown, context: Context): unknown {
    return this.#dispatch(event, context);
  }

  /** Runs the function: `init`, then one event after another. The bootstrap calls it. */
  async run(): Promise<void> {
    const services = this.#openServices();
    const overridesShutdown = this.onShutdown !== Runtime.prototype.onShutdown;
    const target: LifecycleTarget = {
      init: () => this.init(),
      handler: (event: unknown, context: Context) => this.handler(event, context),
      replyOf,
      initErrorReport: () => this.#initErrorReport,
      beforeSnapshot: () => this.beforeSnapshot(),
      afterRestore: () => this.afterRestore(),
      onShutdown: overridesShutdown ? (signal: NodeJS.Signals) => this.onShutdown(signal) : undefined,
    };
    await new Lifecycle(target, services, this.#platform).run();
  }

  /**
   * Waits, without a limit, for the next event. For functions with their own loop instead of `run`. An invocation whose
   * event cannot be read fails, and the wait continues.
   */
  async nextEvent(): Promise<ReceivedEvent> {
    this.#loop ??= new ManualLoop(this.#openServices());
    return this.#loop.nextEvent();
  }

  /**
   * Responds to the current invocation with any value that a handler can return.
   * @throws {AlreadyAnsweredError} the invocation already has a response
   * @throws {OutsideInvocationError} there is no current invocation
   * @throws {RuntimeError} the value cannot be converted to JSON
   * @throws {ApiStatusError | ApiConnectionError} the platform has not accepted the response
   */
  sendInvocationResponse(response: unknown): Promise<void> {
    return this.#respond('sendInvocationResponse', () => replyOf(response));
  }

  /**
   * Responds to the current invocation with a stream. Resolves when the platform has accepted all of it.
   * @throws {AlreadyAnsweredError} the invocation already has a response
   * @throws {OutsideInvocationError} there is no current invocation
   * @throws {ApiStatusError | ApiConnectionError} the platform has not accepted the response
   */
  sendStreamingResponse(produce: StreamFunction): Promise<void> {
    return this.#respond('sendStreamingResponse', () => ({ kind: 'stream', produce }));
  }

  /**
   * Fails the current invocation. The process continues.
   * @param type the `errorType` that the invoker sees; default `Error`
   * @throws {AlreadyAnsweredError} the invocation already has a response
   * @throws {OutsideInvocationError} there is no current invocation
   * @throws {ApiStatusError | ApiConnectionError} the platform has not accepted the response
   */
  sendInvocationError(message: string, type?: string): Promise<void> {
    return this.#respond('sendInvocationError', () => ({ kind: 'error', report: reportMessage(message, type) }));
  }

  /**
   * Reports that the function cannot start, from `init` or the constructor. The process then exits, even if the report
   * fails.
   */
  sendInitError(message: string, type?: string): Promise<void> {
    this.#initErrorReport ??= this.#reportInitError(message, type);
    return this.#initErrorReport;
  }

  /** Overrides parts of the platform. For bootstraps and tests, before `run`. */
  [OVERRIDE_PLATFORM](overrides: Partial<Platform>): void {
    this.#platform = { ...this.#platform, ...overrides };
    this.#logger = undefined;
    this.#services = undefined;
    this.#loop = undefined;
  }

  #openServices(): Services {
    this.#services ??= openServices(this.#options, this.#platform, this.logger, 'stackTrace');
    return this.#services;
  }

  #respond(method: string, makeReply: () => Reply): Promise<void> {
    if (this.#services === undefined) return Promise.reject(new OutsideInvocationError(method));
    this.#loop ??= new ManualLoop(this.#services);
    return this.#loop.respond(method, makeReply);
  }

  async #reportInitError(message: string, type?: string): Promise<void> {
    try {
      const { api } = this.#openServices();
      await api.initError(reportMessage(message, type));
    } catch (error) {
      this.logger.error('the init error could not be reported:', error);
    } finally {
      this.#platform.exit(1);
    }
  }

  #dispatch(event: unknown, context: Context): Promise<unknown> {
    const runtimeClass = this.constructor as typeof Runtime;
    const { logger } = this;
    const handlers = registrationsOf(runtimeClass);
    const unhandled = runtimeClass.unhandledEvents;
    return dispatchEvent({ event, context, logger, runtime: this, handlers, unhandled }, this.#platform.handlerFile);
  }
}
