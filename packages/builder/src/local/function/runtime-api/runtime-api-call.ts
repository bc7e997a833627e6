/** A call of the Runtime API or the Extensions API. The kinds are the names that `--fault` uses. */
export type RuntimeApiCall =
  | { kind: 'next' | 'init-error' | 'restore-next' | 'restore-error' | 'register' | 'extension-next' }
  | { kind: 'response' | 'error'; requestId: string };

/** An error response of the Runtime API: its status, and the error type in its body. */
export class RuntimeApiError extends Error {
  readonly status: 400 | 403 | 404 | 410 | 413 | 500;
  readonly errorType: string;

  constructor(status: RuntimeApiError['status'], errorType: string, message: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
  }

  override get name(): string {
    return 'RuntimeApiError';
  }
}

const calls = {
  'GET /2018-06-01/runtime/invocation/next': { kind: 'next' },
  'POST /2018-06-01/runtime/init/error': { kind: 'init-error' },
  'GET /2018-06-01/runtime/restore/next': { kind: 'restore-next' },
  'POST /2018-06-01/runtime/restore/error': { kind: 'restore-error' },
  'POST /2020-01-01/extension/register': { kind: 'register' },
  'GET /2020-01-01/extension/event/next': { kind: 'extension-next' },
} as const satisfies Record<string, RuntimeApiCall>;

const responseCall = /^POST \/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** Recognizes a call by its method and path, or returns undefined if the APIs have no such call. */
export function parseRuntimeApiCall(method: string, path: string): RuntimeApiCall | undefined {
  const line = `${method} ${path}`;
  if (Object.hasOwn(calls, line)) return calls[line as keyof typeof calls];
  const [, id, kind] = responseCall.exec(line) ?? [];
  if (id === undefined) return undefined;
  return { kind: kind === 'error' ? 'error' : 'response', requestId: decodeId(id) };
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    // Not an id that the emulator has issued. It is rejected later, as unknown.
    return id;
  }
}
