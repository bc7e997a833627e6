import type { Context, EventHandlerClass, Logger } from '@alr/context';
import { reportMessage } from './errors/error-report.ts';
import { LoopRunningError, OutsideInvocationError } from './errors/errors.ts';
import { dispatchEvent } from './events/dispatch.ts';
import { convertResponse, isFetchResponse } from './events/fetch-response.ts';
import { type MatchingSchema, registerHandlerClass, registrationsOf } from './events/registration.ts';
import { currentInvocation } from './invocation/current-invocation.ts';
import type { Invocation, ReceivedEvent, ReplyRule } from './invocation/invocation.ts';
import { openInvokeStore } from './invocation/invoke-store.ts';
import { ManualLoop } from './invocation/manual-loop.ts';
import { checkOptions, createLogger, openServices, type RuntimeOptions } from './invocation/open-services.ts';
import { jsonReply, type Reply, replyOf, type StreamFunction } from './invocation/reply.ts';
import type { Services } from './invocation/services.ts';
import { Lifecycle, type LifecycleTarget } from './lifecycle/lifecycle.ts';
import { claimLoop } from './lifecycle/process-guard.ts';
import { type Platform, processPlatform } from './platform/platform.ts';
import { type ClassFunction, leadTo, noteWrapping } from './start/as-handler.ts';
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
  static {
    noteWrapping(this);
  }

  readonly #options: RuntimeOptions;
  #platform: Platform = processPlatform();
  #logger: Logger | undefined;
  #services: Services | undefined;
  #loop: ManualLoop | undefined;
  #initErrorReport: Promise<void> | undefined;
  #initialization: Promise<void> | undefined;
  #isRunning = false;

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

  /**
   * Returns a plain `(event, context)` function with the behavior of this class. Export it as the handler for tools that
   * wrap exported functions, such as OpenTelemetry, Sentry and Datadog, because they call what they wrap without `new`.
   *
   * The bootstrap runs the class behind the function: `init` before the first event, the hooks, the logger, and the
   * rules for results, streamed ones included. In another runtime, the first call also calls `init`.
   *
   * @example
   * export const handler = MyLambda.asHandler();
   */
  static asHandler(this: new () => Runtime): ClassFunction {
    let runtime: Runtime | undefined;
    const open = () => {
      runtime ??= new this();
      return runtime;
    };
    return leadTo(open, (event, context) => open().#call(event, context as Context));
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
   * A string is sent as the response unchanged. A fetch `Response` is sent as an HTTP response, which needs
   * `@alr/event`. A function streams the response: it is called with a `Writer`. Web streams, Node streams and async
   * iterables stream too. `undefined` becomes `null`, and any other value is sent as JSON. An error that it throws
   * fails the invocation.
   */
  handler(event: unknown, context: Context): unknown {
    return this.#dispatch(event, context);
  }

  /**
   * Runs the function: `init`, then one event after another. The bootstrap calls it.
   * @throws {LoopRunningError} a loop is running already
   */
  async run(): Promise<void> {
    this.#checkNoLoop('run');
    if (this.#loop?.isWaiting) throw new LoopRunningError('run', 'nextEvent() is waiting for an event');
    this.#isRunning = true;
    const services = this.#openServices();
    const { wrappedHandler } = this.#platform;
    const overridesShutdown = this.onShutdown !== Runtime.prototype.onShutdown;
    const target: LifecycleTarget = {
      init: () => this.#initialize(),
      handler: wrappedHandler ?? ((event: unknown, context: Context) => this.handler(event, context)),
      replyOf: wrappedHandler === undefined ? this.#replyOf : jsonReply,
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
   * @throws {LoopRunningError} `run` is running, or another call of this method is waiting
   */
  async nextEvent(): Promise<ReceivedEvent> {
    this.#checkNoLoop('nextEvent');
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
    return this.#respond('sendInvocationResponse', (invocation) => this.#replyOf(response, invocation));
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
    this.#isRunning = false;
    this.#initialization = undefined;
    this.#logger = undefined;
    this.#services = undefined;
    this.#loop = undefined;
  }

  #openServices(): Services {
    this.#services ??= openServices(this.#options, this.#platform, this.logger, 'stackTrace');
    return this.#services;
  }

  readonly #replyOf: ReplyRule = (result, { request, services }) => {
    if (isFetchResponse(result)) return this.#convertResponse(result, request);
    return replyOf(result, services.logger);
  };

  async #convertResponse(response: object, request: object | undefined): Promise<Reply> {
    const handlerClasses = registrationsOf(this.constructor as typeof Runtime).values();
    return replyOf(await convertResponse(response, request, handlerClasses, this.#platform.handlerFile));
  }

  /** Called through the function of `asHandler`, by a tool or by a runtime that does not know it. */
  async #call(event: unknown, context: Context): Promise<unknown> {
    const invocation = currentInvocation(openInvokeStore(this.#platform.environment.allowsAwslambda));
    if (invocation !== undefined) this.#join(invocation);
    await this.#initialize();
    return this.handler(event, context);
  }

  /** Makes an invocation follow the rules of this class, even if the process runs a plain function. */
  #join(invocation: Invocation): void {
    invocation.replyRule = this.#replyOf;
    this.#services ??= invocation.services;
    this.#logger ??= invocation.services.logger;
  }

  #initialize(): Promise<void> {
    this.#initialization ??= (async () => this.init())().catch((error: unknown) => {
      // If this process goes on, as in another runtime, the next call tries again.
      this.#initialization = undefined;
      throw error;
    });
    return this.#initialization;
  }

  #checkNoLoop(method: string): void {
    if (this.#isRunning) throw new LoopRunningError(method, 'run() is running');
    const { allowsAwslambda } = this.#platform.environment;
    const invocation = currentInvocation(openInvokeStore(allowsAwslambda));
    if (invocation !== undefined) {
      throw new LoopRunningError(method, `this code is part of invocation ${invocation.requestId}`);
    }
    claimLoop(this, method, this.#platform);
  }

  #respond(method: string, makeReply: (invocation: Invocation) => Reply | Promise<Reply>): Promise<void> {
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
