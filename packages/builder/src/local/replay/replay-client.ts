import { callApiForText, type EmulatorOfProject } from '../console/access/call-api.ts';
import type { ListedInvocation } from '../console/routes/invocation-json.ts';
import { type ExactJson, parseExactJson } from '../record/compare/exact-json.ts';
import type { ReplayRequest, ReplayResult } from './replay.ts';

/** What the command does with a running emulator. */
export interface ReplayClient {
  replay(request: ReplayRequest): Promise<ReplayResult>;
  /** The last invocations that are no replays, oldest first. */
  last(count: number): Promise<readonly ListedInvocation[]>;
  /** All that is recorded about an invocation. */
  read(selector: string): Promise<{ readonly [name: string]: ExactJson }>;
  /** @param ignore patterns of the paths that replays ignore; undefined: it is no longer pinned */
  pin(selector: string, ignore: readonly string[] | undefined): Promise<ListedInvocation>;
}

/** A client of the emulator that runs for a project. */
export function replayClient(emulator: EmulatorOfProject): ReplayClient {
  // The emulator sends what the types say. Large numbers stay as they are.
  const call = async <Result>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
    parseExactJson(await callApiForText(emulator, method, path, body)) as unknown as Result;
  return {
    replay: (request) => call('POST', '/api/replay', request),
    async last(count) {
      const path = `/api/invocations?replays=false&limit=${count}`;
      const { invocations } = await call<{ readonly invocations: readonly ListedInvocation[] }>('GET', path);
      return invocations.toReversed();
    },
    read: (selector) => call('GET', `/api/invocations/${encodeURIComponent(selector)}`),
    pin(selector, ignore) {
      const path = `/api/pins/${encodeURIComponent(selector)}`;
      return ignore === undefined ? call('DELETE', path) : call('PUT', path, { ignore });
    },
  };
}
