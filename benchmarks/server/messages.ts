import type { EventKind } from './event.ts';

/** A request of the benchmark to the server's process. */
export type ServerRequest =
  /** Reports when the next `/next` arrives, which stays pending until a run begins. */
  | { readonly kind: 'await-next' }
  /** Closes all connections. */
  | { readonly kind: 'reset' }
  /** Serves an event the given number of times, and reports the result. */
  | ({ readonly kind: 'run' } & RunOrder);

/** A number of invocations, sequential or concurrent. */
export interface RunOrder {
  readonly event: EventKind;
  readonly invocations: number;
  /** The most invocations in progress at the same time. */
  readonly concurrency: number;
}

/** A message of the server's process: its port, and the results of the requests in their order. */
export type ServerMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'next'; readonly at: number }
  | { readonly kind: 'reset' }
  | ({ readonly kind: 'done' } & RunReport)
  /** The client did something that ends the run. */
  | { readonly kind: 'failed'; readonly reason: string };

/** The result of a run. Times are in milliseconds of the shared clock. */
export interface RunReport {
  /** When the first event was sent. */
  readonly beganAt: number;
  /** When the last response was complete. */
  readonly endedAt: number;
  /** The length of the last response, in bytes. */
  readonly responseBytes: number;
  /** The first bytes of the last response. */
  readonly response: string;
  /** When the first byte of the last response's body arrived. */
  readonly responseBeganAt: number;
}
