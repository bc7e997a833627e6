import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with the files of a function, for the time of a test. */
export class FunctionFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** @param files their texts by their paths in the folder */
  static async create(files: Readonly<Record<string, string>>): Promise<FunctionFolder> {
    const folder = new FunctionFolder(await realpath(await mkdtemp(join(tmpdir(), 'alr-function-'))));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(folder.file(path)), { recursive: true });
      await writeFile(folder.file(path), text);
    }
    return folder;
  }

  file(path: string): string {
    return join(this.path, path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}
