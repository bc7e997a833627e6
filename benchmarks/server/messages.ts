import type { EventKind } from './event.ts';

/** What the benchmark asks of the server's process, in one message each. */
export type ServerRequest =
  /** To tell when the next `/next` arrives, which is left without an answer until a run begins. */
  | { readonly kind: 'await-next' }
  /** To close all connections. */
  | { readonly kind: 'reset' }
  /** To hand an event out so many times, and tell how it went. */
  | ({ readonly kind: 'run' } & RunOrder);

/** So many invocations, one after another or at a time. */
export interface RunOrder {
  readonly event: EventKind;
  readonly invocations: number;
  /** How many may be under way at once. */
  readonly concurrency: number;
}

/** What the server's process says: where it listens, and the answers to the requests, in their order. */
export type ServerMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'next'; readonly at: number }
  | { readonly kind: 'reset' }
  | ({ readonly kind: 'done' } & RunReport)
  /** The client did what no run can go on after. */
  | { readonly kind: 'broken'; readonly reason: string };

/** How a run went. Times are those of the shared clock, in milliseconds. */
export interface RunReport {
  /** When the first event left. */
  readonly beganAt: number;
  /** When the last reply was there as a whole. */
  readonly endedAt: number;
  /** How long the last reply was, in bytes. */
  readonly replyBytes: number;
  /** The last reply's first bytes. */
  readonly reply: string;
  /** When the first byte of the last reply's body arrived. */
  readonly replyBeganAt: number;
}
