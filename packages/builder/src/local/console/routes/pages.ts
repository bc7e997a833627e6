import { ApiError, type ApiRequest } from './api-route.ts';

/** How many messages or objects a response has if the client does not say. */
const DEFAULT_LIMIT = 100;

export const paging = {
  limit: { type: 'number', description: `How many (default: ${DEFAULT_LIMIT})` },
  skip: { type: 'number', description: 'How many to leave out at the beginning (default: 0)' },
} as const;

/** The items that a client asks for. */
export function page<Item>(
  items: readonly Item[],
  { skip = 0, limit = DEFAULT_LIMIT }: ApiRequest['query'],
): readonly Item[] {
  return items.slice(Number(skip), Number(skip) + Number(limit));
}

/** @throws {ApiError} it was not found */
export function found<Value>(value: Value | undefined, what: string, name: string): Value {
  if (value === undefined) throw new ApiError(404, `there is no ${what} ${JSON.stringify(name)}`);
  return value;
}
