/** The calls of a runtime to the Runtime API and the Extensions API, named by the end of their paths. */
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

/** Finds the call of a request, and the id of its invocation; undefined if there is no such call. */
export function findCall(method: string, target: string): { call: Call; requestId: string | undefined } | undefined {
  for (const [call, routeMethod, path] of routes) {
    const match = method === routeMethod ? path.exec(target) : null;
    if (match) return { call, requestId: match[1] === undefined ? undefined : decodeURIComponent(match[1]) };
  }
  return undefined;
}

/** Whether a call is the response to an invocation, or reports a failed start. */
export function isResponseCall(call: Call): boolean {
  return call === 'response' || call === 'error' || call === 'init/error' || call === 'restore/error';
}
