/** A call of the Runtime API or the Extensions API. The kinds are what `--fault` calls them. */
export type RuntimeApiCall =
  | { kind: 'next' | 'init-error' | 'restore-next' | 'restore-error' | 'register' | 'extension-next' }
  | { kind: 'response' | 'error'; requestId: string };

const calls = {
  'GET /2018-06-01/runtime/invocation/next': { kind: 'next' },
  'POST /2018-06-01/runtime/init/error': { kind: 'init-error' },
  'GET /2018-06-01/runtime/restore/next': { kind: 'restore-next' },
  'POST /2018-06-01/runtime/restore/error': { kind: 'restore-error' },
  'POST /2020-01-01/extension/register': { kind: 'register' },
  'GET /2020-01-01/extension/event/next': { kind: 'extension-next' },
} as const satisfies Record<string, RuntimeApiCall>;

const replyPath = /^POST \/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** Which call a request is; undefined where there is none. */
export function parseRuntimeApiCall(method: string, path: string): RuntimeApiCall | undefined {
  const line = `${method} ${path}`;
  if (Object.hasOwn(calls, line)) return calls[line as keyof typeof calls];
  const [, id, kind] = replyPath.exec(line) ?? [];
  if (id === undefined) return undefined;
  return { kind: kind === 'error' ? 'error' : 'response', requestId: decodeId(id) };
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    // no id of ours: it is refused as unknown
    return id;
  }
}
