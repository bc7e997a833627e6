/** A class that handles the events of a source, as `@alr/event` makes them. */
export interface EventHandlerClass<Source extends string> {
  readonly source: Source;
  new (...args: never[]): { process(): Promise<unknown> };
}

/** Nothing more is asked of the class. */
export type MatchingSchema<_Class> = unknown;
