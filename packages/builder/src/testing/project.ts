import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of a test's own, with files in it, that is removed when it goes out of scope (`await using`). */
export interface Project extends AsyncDisposable {
  readonly directory: string;
  path(name: string): string;
}

/** Makes a directory with these files. */
export async function project(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'alr-builder-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return {
    directory,
    path: (name) => join(directory, name),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
