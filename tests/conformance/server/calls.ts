/** The calls of the Runtime API and of the Extensions API that a runtime makes, by the end of their paths. */
export type Call =
  | 'next'
  | 'response'
  | 'error'
  | 'init/error'
  | 'restore/next'
  | 'restore/error'
  | 'extension/register'
  | 'extension/event/next';

const routes: readonly (readonly [call: Call, method: string, path: RegExp])[] = [
  ['next', 'GET', /^\/2018-06-01\/runtime\/invocation\/next$/],
  ['response', 'POST', /^\/2018-06-01\/runtime\/invocation\/([^/?#]+)\/response$/],
  ['error', 'POST', /^\/2018-06-01\/runtime\/invocation\/([^/?#]+)\/error$/],
  ['init/error', 'POST', /^\/2018-06-01\/runtime\/init\/error$/],
  ['restore/next', 'GET', /^\/2018-06-01\/runtime\/restore\/next$/],
  ['restore/error', 'POST', /^\/2018-06-01\/runtime\/restore\/error$/],
  ['extension/register', 'POST', /^\/2020-01-01\/extension\/register$/],
  ['extension/event/next', 'GET', /^\/2020-01-01\/extension\/event\/next$/],
];

/** Which call a request is, and of which invocation; undefined where no such call exists. */
export function findCall(method: string, target: string): { call: Call; requestId: string | undefined } | undefined {
  for (const [call, routeMethod, path] of routes) {
    const match = method === routeMethod ? path.exec(target) : null;
    if (match) return { call, requestId: match[1] === undefined ? undefined : decodeURIComponent(match[1]) };
  }
  return undefined;
}

/** Whether a call is the one reply that an invocation, or a failed start, gets. */
export function isReply(call: Call): boolean {
  return call === 'response' || call === 'error' || call === 'init/error' || call === 'restore/error';
}
