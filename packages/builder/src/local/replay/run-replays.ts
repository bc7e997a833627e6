import { readFile } from 'node:fs/promises';
import { explainFileError } from '../../terminal/file-error.ts';
import { decodeText } from '../../terminal/text/decode-text.ts';
import { NoEmulatorError, readAccess } from '../console/access/access-file.ts';
import type { EmulatorOfProject } from '../console/access/call-api.ts';
import type { LocalOptions } from '../options/local-options.ts';
import { reportAsText } from '../report/report-events.ts';
import type { EventReplay, ReplayResult } from './replay.ts';
import { type ReplayClient, replayClient } from './replay-client.ts';
import type { ReplayTarget } from './replay-target.ts';
import { parseSavedEvent, savedEvent, updatedEvent } from './saved-event.ts';
import { checkSavedName, shownPath, writeSavedEvent, writeText } from './saved-files.ts';

/** Where and how events are replayed. */
export interface ReplayOptions {
  readonly emulator: EmulatorOfProject;
  /** How to start an emulator if none is running. */
  readonly local: LocalOptions;
  readonly ignore: readonly string[];
  /** Whether files get the response that their function has now. */
  readonly update: boolean;
}

/** What has become of a replay, and whether its file has got the new response. */
export type PrintedResult = ReplayResult & { readonly updated?: true };

/**
 * Replays events one after the other: in the running emulator, or files also in one that is started for them.
 *
 * @throws {NoEmulatorError} an invocation of the history is wanted, but no emulator is running
 */
export async function* runReplays(
  targets: readonly ReplayTarget[],
  options: ReplayOptions,
): AsyncGenerator<PrintedResult> {
  const { emulator, ignore } = options;
  // Before anything runs, so that a file which cannot be read does not stop half of them.
  const requests = await Promise.all(targets.map((target) => requestOf(target, options)));
  const onlyFiles = targets.every(({ kind }) => kind === 'file');
  const own = onlyFiles && !(await isRunning(emulator)) ? await startOwn(options.local) : undefined;
  const { replay } = own ?? replayClient(emulator);
  try {
    for (const request of requests) {
      const result = await replay({ ...request, ignore: [...(request.ignore ?? []), ...ignore] });
      yield 'path' in request ? await updated(request, result, options) : result;
    }
  } finally {
    await own?.close();
  }
}

/** The last invocations of the running emulator, oldest first. */
export async function lastTargets(client: ReplayClient, count: number): Promise<ReplayTarget[]> {
  const found = await client.last(count);
  return found.map(({ id }) => ({ kind: 'invocation', selector: String(id) }));
}

/**
 * Saves an invocation as a file in the project. Returns its path.
 *
 * @throws {SavedEventExistsError} there is a file of this name
 * @throws {FileError} the file cannot be written
 */
export async function saveEvent(
  client: ReplayClient,
  selector: string,
  directory: string,
  name: string,
): Promise<string> {
  checkSavedName(name);
  return writeSavedEvent(directory, name, savedEvent(await client.read(selector)));
}

type FileRequest = EventReplay & { readonly path: string };
type Request = FileRequest | { readonly id: string; readonly ignore?: undefined };

async function requestOf(target: ReplayTarget, { local }: ReplayOptions): Promise<Request> {
  if (target.kind === 'invocation') return { id: target.selector };
  const { path } = target;
  const request = parseSavedEvent(await read(path), shownPath(path));
  return { ...request, function: request.function ?? local.function, path };
}

async function updated(request: FileRequest, result: ReplayResult, { update }: ReplayOptions): Promise<PrintedResult> {
  const hasResponse = request.response !== undefined || request.error !== undefined;
  if (!update || (hasResponse && result.status === 'same')) return result;
  await writeText(request.path, updatedEvent(await read(request.path), shownPath(request.path), result));
  return { ...result, updated: true };
}

async function isRunning({ directory, port }: EmulatorOfProject): Promise<boolean> {
  try {
    await readAccess(directory, port);
    return true;
  } catch (error) {
    if (error instanceof NoEmulatorError) return false;
    throw error;
  }
}

async function startOwn(options: LocalOptions) {
  const { startForReplays } = await import('../start-local.ts');
  const report = reportAsText(process.stderr);
  const problems = ['warning', 'init-failed', 'build-failed'];
  return startForReplays({
    ...options,
    port: 0,
    data: 'memory',
    onEvent: (event) => {
      if (problems.includes(event.type)) report(event);
    },
  });
}

async function read(path: string): Promise<string> {
  const content = await readFile(path).catch((error: unknown) => {
    throw explainFileError(error, 'read', path);
  });
  return decodeText(content, path);
}
