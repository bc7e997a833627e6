import { style } from '../terminal/style.ts';
import type { WrittenFile } from './files/write-project.ts';

/** The folder of managed files that few users open. There are many of them. */
const IMAGE = 'image/';

const outcomeStyles = {
  created: 'success',
  upgraded: 'success',
  unchanged: 'detail',
  kept: 'warning',
  skipped: 'detail',
} as const;
const outcomeNotes = {
  created: '',
  upgraded: '',
  unchanged: '',
  kept: ' (yours)',
  skipped: ' (yours, and missing: --force creates it)',
} as const;

/** Reports each file as it is written, and those that belong to the build of the image together at the end. */
export class FileReport {
  readonly #out: NodeJS.WritableStream;
  readonly #ofImage: WrittenFile[] = [];

  constructor(out: NodeJS.WritableStream) {
    this.#out = out;
  }

  add(file: WrittenFile): void {
    if (file.path.startsWith(IMAGE) && file.backup === undefined) this.#ofImage.push(file);
    else this.#report(file);
  }

  end(): void {
    for (const [outcome, files] of Map.groupBy(this.#ofImage, (file) => file.outcome)) {
      const [only] = files;
      if (only !== undefined && files.length === 1) this.#report(only);
      else this.#report({ path: `${IMAGE} (${files.length} files)`, outcome });
    }
  }

  #report({ path, outcome, backup }: WrittenFile): void {
    const backupNote = backup === undefined ? '' : ` (your changes are kept in ${backup})`;
    const label = style(outcomeStyles[outcome], outcome.padEnd(9), this.#out);
    this.#out.write(`  ${label}  ${path}${outcomeNotes[outcome]}${backupNote}\n`);
  }
}
