import { expect } from 'vitest';

/** An event of a trigger, and what the function does with it. */
export interface EventCase {
  /** Additional arguments of `alr-builder event`. */
  readonly args?: readonly string[];
  /** What invokes the function. */
  readonly by: string;
  /** Additional arguments with which the event does not reach the function. */
  readonly filtered?: readonly string[];
  /** What the classes of the function receive. */
  readonly seen: unknown;
  /** What they respond; by default, nothing. */
  readonly reply?: unknown;
  /** Whether the invocation fails. */
  readonly fails?: boolean;
  /** The only class of the function; by default, it has one for each source. */
  readonly source?: string;
}

/** Two messages, of which the function rejects the second one. */
export const goodAndBad = ['--body', 'good', '--body', 'bad'];
/** An entry of a report of failed records. */
export const failed = { itemIdentifier: expect.any(String) };
/** The setting of a trigger whose function may report failed messages. */
export const REPORTING = 'queue: { partial_batch_response: true }';
/** A request with a body. */
export const request = ['--method', 'POST', '--path', '/orders', '--body', 'hello'];
