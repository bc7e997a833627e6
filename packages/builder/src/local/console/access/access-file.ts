import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError, UsageError } from '../../../terminal/expected-error.ts';

/** How to reach the API of a running emulator. */
export interface ApiAccess {
  /** `http://127.0.0.1:9001` */
  readonly url: string;
  readonly token: string;
  /** The process of the emulator. */
  readonly pid: number;
}

/** No emulator runs for this project. */
export class NoEmulatorError extends ExpectedError {
  override get name(): string {
    return 'NoEmulatorError';
  }
}

/** Git does not track what is in a folder with this file. */
const IGNORE_ALL = '*\n';

/** The folder of the running emulators of a project. */
function folderOf(directory: string): string {
  return join(directory, '.alr', 'local');
}

function fileOf(directory: string, port: number): string {
  return join(folderOf(directory), `emulator-${port}.json`);
}

/**
 * Writes how to reach the API, in a file that only the user can read. Returns what removes it.
 *
 * @param port the port of the emulator
 */
export async function writeAccess(directory: string, port: number, access: ApiAccess): Promise<() => Promise<void>> {
  const file = fileOf(directory, port);
  await mkdir(folderOf(directory), { recursive: true, mode: 0o700 });
  await removeStale(directory);
  await writeFile(join(directory, '.alr', '.gitignore'), IGNORE_ALL);
  // A file that exists keeps its mode.
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(access)}\n`, { mode: 0o600 });
  return () => rm(file, { force: true });
}

/**
 * The token of a project's console. It stays the same when the emulator starts again, so that an open page goes on. Only
 * the user can read it.
 */
export async function keptToken(directory: string): Promise<string> {
  const file = join(folderOf(directory), 'console-token');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (/^[0-9a-f]{32}$/.test(kept)) return kept;
  const token = newToken();
  await mkdir(folderOf(directory), { recursive: true, mode: 0o700 });
  await writeFile(join(directory, '.alr', '.gitignore'), IGNORE_ALL);
  // A file that exists keeps its mode.
  await rm(file, { force: true });
  await writeFile(file, token, { mode: 0o600 });
  return token;
}

/** 128 random bits. */
export function newToken(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Finds the running emulator of a project.
 *
 * @param port its port; undefined: there has to be only one
 * @throws {NoEmulatorError} none is running
 * @throws {UsageError} several are running
 */
export async function readAccess(directory: string, port: number | undefined): Promise<ApiAccess> {
  const ports = await portsIn(directory);
  const wanted = port === undefined ? ports : ports.filter((each) => each === port);
  const found = await Promise.all(wanted.map(async (each) => ({ port: each, access: await read(directory, each) })));
  const running = found.flatMap(({ access, ...each }) =>
    access && isRunning(access.pid) ? [{ ...each, access }] : [],
  );
  const [first, ...others] = running;
  if (first === undefined) {
    const where = port === undefined ? directory : `${directory} at port ${port}`;
    throw new NoEmulatorError(`no emulator is running for ${where}: start it with alr-builder local`);
  }
  if (others.length === 0) return first.access;
  const known = running.map((each) => each.port).join(', ');
  throw new UsageError(`several emulators are running for ${directory}: choose one with --port (${known})`);
}

/** The ports of the emulators that run, or were killed. */
async function portsIn(directory: string): Promise<number[]> {
  const names = await readdir(folderOf(directory)).catch(() => []);
  return names.flatMap((name) => /^emulator-(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
}

/** Removes the files of emulators that were killed. */
async function removeStale(directory: string): Promise<void> {
  for (const port of await portsIn(directory)) {
    const access = await read(directory, port);
    if (access !== undefined && !isRunning(access.pid)) await rm(fileOf(directory, port), { force: true });
  }
}

async function read(directory: string, port: number): Promise<ApiAccess | undefined> {
  try {
    // Only we write such a file.
    return JSON.parse(await readFile(fileOf(directory, port), 'utf8')) as ApiAccess;
  } catch {
    // It has just been removed, or is being written.
    return undefined;
  }
}

/** The file of an emulator that was killed stays. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is the process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
