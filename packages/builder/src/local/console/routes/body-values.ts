import { ApiError } from './api-route.ts';

type Body = Readonly<Record<string, unknown>>;

/** @throws {ApiError} the member is missing or not a text */
export function requiredText(body: Body, name: string): string {
  const value = optionalText(body, name);
  if (value === undefined) throw new ApiError(400, `${name} is missing`);
  return value;
}

/** @throws {ApiError} the member is not a text */
export function optionalText(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ApiError(400, `${name} is not a text`);
}
