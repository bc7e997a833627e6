import { type AddressInfo, createServer, type Server } from 'node:net';
import { type Behaviour, respondAndClose, respondWith } from './behaviours.ts';
import { type Call, isResponseCall } from './calls.ts';
import { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { InvocationLedger } from './invocation-ledger.ts';
import { Mailbox } from './mailbox.ts';
import { accepted, createInvocation, httpResponse, type Invocation, type InvocationOptions } from './responses.ts';

/**
 * A Runtime API on loopback that records every request. It behaves like AWS unless a test says otherwise, and enforces
 * the protocol: `close` throws the violations.
 */
export class RuntimeApiServer {
  /** Every request, in order of arrival. */
  readonly exchanges: Exchange[] = [];
  readonly violations: Error[] = [];
  readonly connections: Connection[] = [];
  readonly #server: Server = createServer({ noDelay: true });
  readonly #ledger = new InvocationLedger();
  readonly #scripted = new Map<Call, Behaviour[]>();
  readonly #permanent = new Map<Call, Behaviour>();
  readonly #invocations = new Mailbox<{ invocation: Invocation; behave: Behaviour }>();
  readonly #responses = new Mailbox<Exchange>();
  readonly #arrivals = new Map<Call, Mailbox<Exchange>>();
  #end: Error | undefined;
  #reported: unknown;

  private constructor() {
    this.#server.on('connection', (socket) => {
      this.connections.push(
        new Connection(socket, this.connections.length + 1, {
          onRequest: (exchange) => this.#enter(exchange),
          onViolation: (error) => this.#recordViolation(error),
        }),
      );
    });
  }

  /** Listens on a free loopback port. */
  static async start(): Promise<RuntimeApiServer> {
    const api = new RuntimeApiServer();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  /** The number of invocations that may be open at the same time. Default: 1. */
  set concurrency(count: number) {
    this.#ledger.concurrency = count;
  }

  /** The value of `AWS_LAMBDA_RUNTIME_API`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends an invocation to the pending `next`, or to the following one. */
  next(options: InvocationOptions = {}): Invocation {
    const invocation = createInvocation(options);
    this.send(invocation, (invocation.close ? respondAndClose : respondWith)(invocation.response));
    return invocation;
  }

  /** Sends an invocation with a given behaviour. */
  send(invocation: Invocation, behave: Behaviour): void {
    this.#invocations.put({ invocation, behave });
  }

  /** Sets the behaviour for the next request of a call; can be repeated for the requests after it. */
  once(call: Call, behaviour: Behaviour): this {
    this.#scripted.set(call, [...(this.#scripted.get(call) ?? []), behaviour]);
    return this;
  }

  /** Sets the behaviour for all further requests of a call. */
  always(call: Call, behaviour: Behaviour): this {
    this.#permanent.set(call, behaviour);
    return this;
  }

  /** Waits for the next complete `response`, `error`, `init/error` or `restore/error`. */
  response(): Promise<Exchange> {
    return this.#take(this.#responses);
  }

  /** Waits for the head of the next request of a call. */
  request(call: Call): Promise<Exchange> {
    return this.#take(this.#arrivalsOf(call));
  }

  /** The requests of a call so far. */
  all(call: Call): Exchange[] {
    return this.exchanges.filter((exchange) => exchange.call === call);
  }

  /** Closes the idle connections, as a server may at any time. */
  async closeIdleConnections(): Promise<void> {
    const idle = this.connections.filter((connection) => connection.isIdle);
    for (const connection of idle) connection.end();
    await Promise.all(idle.map((connection) => connection.closed));
  }

  /** Reads the rest of the requests, and then rejects all waiting calls with a reason. */
  async finish(reason: Error): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.drain()));
    this.#fail(reason);
  }

  /** Stops listening, and throws the violations that no call has reported yet. */
  async close(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    const unreported = this.violations.filter((violation) => violation !== this.#reported);
    if (unreported.length > 0) throw new AggregateError(unreported, unreported.map(String).join('\n'));
  }

  async #take(mailbox: Mailbox<Exchange>): Promise<Exchange> {
    try {
      return await mailbox.take();
    } catch (error) {
      this.#reported = error;
      throw error;
    }
  }

  #enter(exchange: Exchange): void {
    this.exchanges.push(exchange);
    this.#ledger.enter(exchange);
    this.#arrivalsOf(exchange.call).put(exchange);
    // An incomplete response does not count. If a scripted behaviour interrupted it, it is not a violation.
    if (isResponseCall(exchange.call)) exchange.completed.then(() => this.#responses.put(exchange)).catch(() => {});
    const behave = this.#scripted.get(exchange.call)?.shift() ?? this.#permanent.get(exchange.call);
    Promise.try(() => (behave ? behave(exchange) : this.#behaveAsAws(exchange))).catch((error: Error) =>
      this.#recordViolation(error),
    );
  }

  #recordViolation(violation: Error): void {
    this.violations.push(violation);
    this.#fail(violation);
  }

  /** Rejects all current and future calls that wait for a request. */
  #fail(reason: Error): void {
    this.#end ??= reason;
    for (const mailbox of [this.#responses, ...this.#arrivals.values()]) mailbox.fail(reason);
  }

  async #behaveAsAws(exchange: Exchange): Promise<void> {
    await exchange.completed;
    switch (exchange.call) {
      case 'next': {
        const { invocation, behave } = await this.#invocations.take();
        this.#ledger.send(invocation.id);
        return behave(exchange);
      }
      case 'restore/next':
        return exchange.send(httpResponse());
      case 'extension/register':
        return exchange.send(httpResponse({ headers: { 'Lambda-Extension-Identifier': 'an-extension' }, body: '{}' }));
      case 'extension/event/next':
        return;
      default:
        return respondWith(accepted())(exchange);
    }
  }

  #arrivalsOf(call: Call): Mailbox<Exchange> {
    const mailbox = this.#arrivals.get(call) ?? new Mailbox<Exchange>();
    this.#arrivals.set(call, mailbox);
    if (this.#end) mailbox.fail(this.#end);
    return mailbox;
  }
}
