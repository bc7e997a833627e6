import { type AddressInfo, createServer, type Server } from 'node:net';
import { accepted, answer, type Invocation, type InvocationOptions, invocation } from './answers.ts';
import { answerAndClose, answerWith, type Behaviour } from './behaviours.ts';
import { type Call, isReply } from './calls.ts';
import { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { InvocationLedger } from './invocation-ledger.ts';
import { Mailbox } from './mailbox.ts';

/**
 * A Runtime API on loopback that records every request, plays AWS's part by default, and misbehaves where a test says so.
 * It holds the runtime to the protocol: whatever it breaks is a violation, which `close` throws.
 */
export class RuntimeApiServer {
  /** Every request, in order of arrival. */
  readonly exchanges: Exchange[] = [];
  readonly violations: Error[] = [];
  readonly connections: Connection[] = [];
  readonly #server: Server = createServer({ noDelay: true });
  readonly #ledger = new InvocationLedger();
  readonly #scripted = new Map<Call, Behaviour[]>();
  readonly #lasting = new Map<Call, Behaviour>();
  readonly #invocations = new Mailbox<{ handed: Invocation; behave: Behaviour }>();
  readonly #replies = new Mailbox<Exchange>();
  readonly #arrivals = new Map<Call, Mailbox<Exchange>>();
  #end: Error | undefined;
  #told: unknown;

  private constructor() {
    this.#server.on('connection', (socket) => {
      this.connections.push(
        new Connection(socket, this.connections.length + 1, {
          onRequest: (exchange) => this.#enter(exchange),
          onViolation: (error) => this.#takeDown(error),
        }),
      );
    });
  }

  /** Listens on a free port of loopback. */
  static async start(): Promise<RuntimeApiServer> {
    const api = new RuntimeApiServer();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  /** How many invocations may be open at once. Default: 1. */
  set concurrency(count: number) {
    this.#ledger.concurrency = count;
  }

  /** For `AWS_LAMBDA_RUNTIME_API`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Hands out an invocation to the `next` that waits, or to the next one. */
  next(options: InvocationOptions = {}): Invocation {
    const handed = invocation(options);
    this.hand(handed, handed.close ? answerAndClose(handed.answer) : answerWith(handed.answer));
    return handed;
  }

  /** Hands out an invocation in a way of its own. */
  hand(handed: Invocation, behave: Behaviour): void {
    this.#invocations.put({ handed, behave });
  }

  /** Treats the next request of a call in a way of its own; said twice, the next two. */
  once(call: Call, behaviour: Behaviour): this {
    this.#scripted.set(call, [...(this.#scripted.get(call) ?? []), behaviour]);
    return this;
  }

  /** Treats the requests of a call in a way of its own from now on. */
  always(call: Call, behaviour: Behaviour): this {
    this.#lasting.set(call, behaviour);
    return this;
  }

  /** The next reply that nobody has taken yet (`response`, `error`, `init/error`, `restore/error`), once it is complete. */
  reply(): Promise<Exchange> {
    return this.#take(this.#replies);
  }

  /** The next request of a call that nobody has taken yet, as soon as its head is here. */
  request(call: Call): Promise<Exchange> {
    return this.#take(this.#arrivalsOf(call));
  }

  /** The requests of a call so far. */
  all(call: Call): Exchange[] {
    return this.exchanges.filter((exchange) => exchange.call === call);
  }

  /** Closes the connections that carry no request now, as a server may at any time. */
  async closeIdleConnections(): Promise<void> {
    const idle = this.connections.filter((connection) => connection.isIdle);
    for (const connection of idle) connection.end();
    await Promise.all(idle.map((connection) => connection.closed));
  }

  /** Reads what is left of the requests, then tells whoever still waits for one why none will come. */
  async finish(reason: Error): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.drain()));
    this.#fail(reason);
  }

  /** Stops listening, and throws what the runtime did wrong, where no one was told of it yet. */
  async close(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    const untold = this.violations.filter((violation) => violation !== this.#told);
    if (untold.length > 0) throw new AggregateError(untold, untold.map(String).join('\n'));
  }

  async #take(mailbox: Mailbox<Exchange>): Promise<Exchange> {
    try {
      return await mailbox.take();
    } catch (error) {
      this.#told = error;
      throw error;
    }
  }

  #enter(exchange: Exchange): void {
    this.exchanges.push(exchange);
    this.#ledger.enter(exchange);
    this.#arrivalsOf(exchange.call).put(exchange);
    // A reply that breaks off is no reply; the runtime isn't to blame where a scripted behaviour broke it off.
    if (isReply(exchange.call)) exchange.completed.then(() => this.#replies.put(exchange)).catch(() => {});
    const behave = this.#scripted.get(exchange.call)?.shift() ?? this.#lasting.get(exchange.call);
    Promise.try(() => (behave ? behave(exchange) : this.#behaveAsAws(exchange))).catch((error: Error) =>
      this.#takeDown(error),
    );
  }

  #takeDown(violation: Error): void {
    this.violations.push(violation);
    this.#fail(violation);
  }

  /** Whoever waits for a request now, or will, is told why none comes. */
  #fail(reason: Error): void {
    this.#end ??= reason;
    for (const mailbox of [this.#replies, ...this.#arrivals.values()]) mailbox.fail(reason);
  }

  async #behaveAsAws(exchange: Exchange): Promise<void> {
    await exchange.completed;
    switch (exchange.call) {
      case 'next': {
        const { handed, behave } = await this.#invocations.take();
        this.#ledger.handOut(handed.id);
        return behave(exchange);
      }
      case 'restore/next':
        return exchange.send(answer());
      case 'extension/register':
        return exchange.send(answer({ headers: { 'Lambda-Extension-Identifier': 'an-extension' }, body: '{}' }));
      case 'extension/event/next':
        return;
      default:
        return answerWith(accepted())(exchange);
    }
  }

  #arrivalsOf(call: Call): Mailbox<Exchange> {
    const mailbox = this.#arrivals.get(call) ?? new Mailbox<Exchange>();
    this.#arrivals.set(call, mailbox);
    if (this.#end) mailbox.fail(this.#end);
    return mailbox;
  }
}
