import type { Socket } from 'node:net';
import { now } from '../clock.ts';
import { eventOf } from './event.ts';
import type { RunOrder, RunReport } from './messages.ts';
import type { Request } from './request-reader.ts';
import { ACCEPTED, NOT_FOUND, type PreparedNext, prepareNext } from './responses.ts';

const API = '/2018-06-01/runtime/';
const NEXT = `${API}invocation/next`;

/** A run in progress. */
class Run {
  readonly order: RunOrder;
  readonly next: PreparedNext;
  readonly resolve: (report: RunReport) => void;
  readonly reject: (error: Error) => void;
  /** The number of connections that waited when the run began. The run ends when all of them wait again. */
  readonly waiting: number;
  beganAt = 0;
  served = 0;
  responses = 0;
  last: { readonly at: number; readonly response: Request } | undefined;

  constructor(
    order: RunOrder,
    waiting: number,
    { resolve, reject }: Pick<PromiseWithResolvers<RunReport>, 'resolve' | 'reject'>,
  ) {
    this.order = order;
    this.next = prepareNext(eventOf(order.event));
    this.waiting = waiting;
    this.resolve = resolve;
    this.reject = reject;
  }
}

/** Serves the invocations of a run. Every other `/next` stays pending. */
export class Invocations {
  readonly #waiting: Socket[] = [];
  #run: Run | undefined;
  #arrived: ((at: number) => void) | undefined;

  /** The time when the next `/next` arrives, or now if one is already pending. */
  awaitNext(): Promise<number> {
    if (this.#waiting.length > 0) return Promise.resolve(now());
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  /** Serves the invocations of a run. Only one run at a time. */
  run(order: RunOrder): Promise<RunReport> {
    const report = Promise.withResolvers<RunReport>();
    this.#run = new Run(order, Math.max(1, this.#waiting.length), report);
    this.#serve();
    return report.promise;
  }

  /** Handles a request of a client. */
  take(socket: Socket, request: Request): void {
    const { method, path } = request;
    if (method === 'GET' && path === NEXT) this.#next(socket);
    else if (method === 'POST' && path.startsWith(API) && path.endsWith('/response')) this.#respond(socket, request);
    else {
      socket.write(NOT_FOUND);
      this.#fail(`the client called ${method} ${path}: ${request.body}`);
    }
  }

  /** Removes a closed connection. */
  forget(socket: Socket): void {
    const index = this.#waiting.indexOf(socket);
    if (index !== -1) this.#waiting.splice(index, 1);
  }

  #next(socket: Socket): void {
    this.#waiting.push(socket);
    this.#arrived?.(now());
    this.#arrived = undefined;
    this.#serve();
    this.#endIfDone();
  }

  #serve(): void {
    const run = this.#run;
    if (run === undefined) return;
    const { invocations, concurrency } = run.order;
    while (run.served < invocations && run.served - run.responses < concurrency) {
      const socket = this.#waiting.shift();
      if (socket === undefined) return;
      if (run.served === 0) run.beganAt = now();
      send(socket, run.next, run.served++);
    }
  }

  #respond(socket: Socket, response: Request): void {
    socket.write(ACCEPTED);
    const run = this.#run;
    if (run === undefined) return;
    run.responses++;
    if (run.responses === run.order.invocations) run.last = { at: now(), response };
    this.#serve();
    this.#endIfDone();
  }

  #endIfDone(): void {
    const run = this.#run;
    if (run?.last === undefined || this.#waiting.length < run.waiting) return;
    this.#run = undefined;
    const { at, response } = run.last;
    run.resolve({
      beganAt: run.beganAt,
      endedAt: at,
      responseBytes: response.bodyBytes,
      response: response.body,
      responseBeganAt: response.bodyBeganAt ?? at,
    });
  }

  #fail(reason: string): void {
    this.#run?.reject(new Error(reason));
    this.#run = undefined;
  }
}

function send(socket: Socket, { before, between, after, longBody }: PreparedNext, index: number): void {
  const digits = index.toString(16).padStart(12, '0');
  const head = `${before}${digits}${between}${digits}${after}`;
  if (longBody === undefined) {
    socket.write(head);
    return;
  }
  socket.cork();
  socket.write(head);
  socket.write(longBody);
  socket.uncork();
}
