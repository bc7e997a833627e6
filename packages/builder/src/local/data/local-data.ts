import { chmodSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createFolder } from '../../terminal/create-folder.ts';
import { systemErrorReason } from '../../terminal/file-error.ts';
import type { Journal } from '../sources/journal.ts';
import { type Database, DatabaseError, type DeletedData, openDatabase, resetDatabase } from './database.ts';
import { SqliteJournal } from './sqlite-journal.ts';

/** What an emulator keeps between its runs. */
export interface LocalData {
  /** Absolute. */
  readonly folder: string;
  /** The state of the event sources. */
  readonly journal: Journal;
  /** Tables for everything else. */
  readonly database: Database;
  /** Undefined without a reset. */
  readonly deleted?: DeletedData | undefined;
  /** Writes what has changed. What changes later is not kept. */
  close(): void;
}

export interface DataOptions {
  /** Absolute. It is created. */
  readonly folder: string;
  /** Whether to delete what earlier runs have left. */
  readonly reset: boolean;
  /** Gets what the user should know, in words. */
  readonly warn: (message: string) => void;
}

/** The folder in a project for everything that is only on this machine. */
const OWN_FOLDER = '.alr';
const FILE = 'data.sqlite';
/** What messages contain is for the user alone. */
const OWN_MODE = 0o700;
/** SQLite keeps the last transactions in another file. */
const suffixes = ['', '-wal', '-shm'];
/** Git does not track what is in a folder with this file. */
const IGNORE_ALL = '*\n';

/** Opens the folder. Undefined if that is not possible, which is reported: then everything is in memory only. */
export function openData(options: DataOptions): LocalData | undefined {
  const { folder, reset, warn } = options;
  let database: DatabaseSync;
  let deleted: DeletedData | undefined;
  try {
    if (createFolder(folder)) {
      chmodSync(folder, OWN_MODE);
      ignoreAll(folder);
    }
    database = openUsable(join(folder, FILE), warn);
    if (reset) deleted = resetDatabase(database);
  } catch (error) {
    const isLocked = error instanceof DatabaseError && error.problem === 'locked';
    const advice = `${isLocked ? 'stop it, or ' : ''}choose another folder with --data`;
    warn(`nothing will be kept, because ${reasonOf(error, folder)}; ${advice}`);
    return undefined;
  }
  let isFailing = false;
  const journal = new SqliteJournal(database, (error) => {
    if (!isFailing) warn(`changes are in memory only, because ${reasonOf(error, folder)}`);
    isFailing = true;
  });
  return { folder, journal, database: journal, deleted, close: () => journal.close() };
}

/** Has Git ignore a new folder, or the folder for everything of this machine that it is in. */
function ignoreAll(folder: string): void {
  const parent = dirname(folder);
  const ignored = basename(parent) === OWN_FOLDER ? parent : folder;
  const file = join(ignored, '.gitignore');
  if (!existsSync(file)) writeFileSync(file, IGNORE_ALL);
}

/** Opens the file. One that cannot be used, but is ours, is moved aside. */
function openUsable(file: string, warn: (message: string) => void): DatabaseSync {
  try {
    return openDatabase(file);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { problem } = error;
    if (problem === 'locked' || problem === 'foreign') throw error;
    const aside = moveAside(file, problem);
    const reason = problem === 'corrupt' ? 'is damaged' : 'is of a newer version of alr-builder';
    warn(`${FILE} ${reason}: it is ${aside} now, and the emulator starts empty`);
    return openDatabase(file);
  }
}

/** Gives the file and those that belong to it a name that does not exist. Returns it. */
function moveAside(file: string, problem: 'corrupt' | 'version'): string {
  const word = problem === 'corrupt' ? 'damaged' : 'newer';
  for (let number = 1; ; number++) {
    const name = FILE.replace('.', `-${word}-${number}.`);
    const target = join(dirname(file), name);
    if (existsSync(target)) continue;
    for (const suffix of suffixes)
      if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${target}${suffix}`);
    return name;
  }
}

function reasonOf(error: unknown, folder: string): string {
  const where = shown(folder);
  if (error instanceof DatabaseError) {
    return error.problem === 'locked'
      ? `another emulator uses ${where}`
      : `${join(where, FILE)} is a database of another program`;
  }
  const { code, path, message } = error as NodeJS.ErrnoException;
  // A link can also point to nothing.
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${shown(path ?? folder)} is not a folder`;
  // The folder that it would be in exists, but belongs to the operating system, such as /proc.
  if (code === 'ENOENT') return `${where} cannot be created: its file system accepts no new folders`;
  return `${where} cannot be used: ${systemErrorReason(error) ?? message}`;
}

/** A path as the user knows it: below the present folder without that. */
function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}
