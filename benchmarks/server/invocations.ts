import type { Socket } from 'node:net';
import { now } from '../clock.ts';
import { ACCEPTED, type PreparedNext, prepareNext, REFUSED } from './answers.ts';
import { eventOf } from './event.ts';
import type { RunOrder, RunReport } from './messages.ts';
import type { Request } from './request-reader.ts';

const API = '/2018-06-01/runtime/';
const NEXT = `${API}invocation/next`;

interface Run {
  readonly order: RunOrder;
  readonly answer: PreparedNext;
  readonly resolve: (report: RunReport) => void;
  readonly reject: (error: Error) => void;
  /** How many connections waited when the run began; it is over when they all wait again. */
  readonly waiting: number;
  beganAt: number;
  handedOut: number;
  replies: number;
  last: { readonly at: number; readonly reply: Request } | undefined;
}

/** Hands out the invocations of a run, and leaves every `/next` without an answer where there is none. */
export class Invocations {
  readonly #waiting: Socket[] = [];
  #run: Run | undefined;
  #arrived: ((at: number) => void) | undefined;

  /** When the next `/next` arrives, or now where one waits already. */
  awaitNext(): Promise<number> {
    if (this.#waiting.length > 0) return Promise.resolve(now());
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  /** Hands out a run's invocations; one run at a time. */
  run(order: RunOrder): Promise<RunReport> {
    return new Promise((resolve, reject) => {
      const answer = prepareNext(eventOf(order.event));
      const waiting = Math.max(1, this.#waiting.length);
      this.#run = { order, answer, resolve, reject, waiting, beganAt: 0, handedOut: 0, replies: 0, last: undefined };
      this.#handOut();
    });
  }

  /** Takes a request of a client, and sees to its answer. */
  take(socket: Socket, request: Request): void {
    const { method, path } = request;
    if (method === 'GET' && path === NEXT) this.#next(socket);
    else if (method === 'POST' && path.startsWith(API) && path.endsWith('/response')) this.#reply(socket, request);
    else {
      socket.write(REFUSED);
      this.#break(`the client called ${method} ${path}: ${request.body}`);
    }
  }

  /** A connection was closed: nothing is handed out there any more. */
  forget(socket: Socket): void {
    const index = this.#waiting.indexOf(socket);
    if (index !== -1) this.#waiting.splice(index, 1);
  }

  #next(socket: Socket): void {
    this.#waiting.push(socket);
    this.#arrived?.(now());
    this.#arrived = undefined;
    this.#handOut();
    this.#endIfAllIsDone();
  }

  #handOut(): void {
    const run = this.#run;
    if (run === undefined) return;
    const { invocations, concurrency } = run.order;
    while (run.handedOut < invocations && run.handedOut - run.replies < concurrency) {
      const socket = this.#waiting.shift();
      if (socket === undefined) return;
      if (run.handedOut === 0) run.beganAt = now();
      send(socket, run.answer, run.handedOut++);
    }
  }

  #reply(socket: Socket, reply: Request): void {
    socket.write(ACCEPTED);
    const run = this.#run;
    if (run === undefined) return;
    run.replies++;
    if (run.replies === run.order.invocations) run.last = { at: now(), reply };
    this.#handOut();
    this.#endIfAllIsDone();
  }

  #endIfAllIsDone(): void {
    const run = this.#run;
    if (run?.last === undefined || this.#waiting.length < run.waiting) return;
    this.#run = undefined;
    const { at, reply } = run.last;
    run.resolve({
      beganAt: run.beganAt,
      endedAt: at,
      replyBytes: reply.bodyBytes,
      reply: reply.body,
      replyBeganAt: reply.bodyBeganAt ?? at,
    });
  }

  #break(reason: string): void {
    this.#run?.reject(new Error(reason));
    this.#run = undefined;
  }
}

function send(socket: Socket, { before, after, longBody }: PreparedNext, index: number): void {
  const head = `${before}${index.toString(16).padStart(12, '0')}${after}`;
  if (longBody === undefined) {
    socket.write(head);
    return;
  }
  socket.cork();
  socket.write(head);
  socket.write(longBody);
  socket.uncork();
}
