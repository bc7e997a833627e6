import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with the files of a function. */
export class FunctionFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** @param files the contents of the files by their path in the folder */
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
