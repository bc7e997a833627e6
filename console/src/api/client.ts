import { parseExactJson } from './exact-json.ts';
import type { Comparison, InvocationSummary } from './types.ts';

type Query = Readonly<Record<string, string | number>>;

/** The emulator rejected a request, or cannot be reached. */
export class ApiError extends Error {
  /** 0 if there was no response. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  override get name(): string {
    return 'ApiError';
  }
}

/** Calls the API of the emulator. */
export class ApiClient {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** @throws {ApiError} */
  async get<Result>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Result> {
    const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    return parseExactJson(await (await this.open('GET', `${path}?${parameters}`, undefined, signal)).text()) as Result;
  }

  /**
   * The invocations that match a query, newest first.
   *
   * @throws {ApiError}
   */
  async invocations(query: Query, signal?: AbortSignal): Promise<readonly InvocationSummary[]> {
    const { invocations } = await this.get<{ invocations: InvocationSummary[] }>('/api/invocations', query, signal);
    return invocations;
  }

  /**
   * How the later one of two invocations differs from the earlier one.
   *
   * @throws {ApiError}
   */
  compare(one: number, other: number, signal?: AbortSignal): Promise<Comparison> {
    return this.get('/api/compare', { before: Math.min(one, other), after: Math.max(one, other) }, signal);
  }

  /** @throws {ApiError} */
  async send<Result>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object = {}): Promise<Result> {
    return parseExactJson(await (await this.open(method, path, body)).text()) as Result;
  }

  /**
   * A response whose body has not been read.
   *
   * @throws {ApiError}
   */
  async open(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, {
        method,
        headers: { Authorization: `Bearer ${this.#token}`, ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError(0, 'the emulator cannot be reached');
    }
    if (response.ok) return response;
    const text = await response.text();
    throw new ApiError(response.status, messageIn(text) ?? `the emulator responded with ${response.status}`);
  }
}

function messageIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } };
    return error?.message;
  } catch {
    return undefined;
  }
}
