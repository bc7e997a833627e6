import { loadedFilesReporter } from '../../../package-files.ts';
import { isNode, type ProgramCommand } from '../environment/function-process.ts';
import { type FailedImport, importCandidates } from './import-candidates.ts';
import type { LoadedFilesReport } from './report-loaded-files.ts';

/** Adds the option with which Node reports what it loads. Undefined if the program is not Node. */
export function withReporter([program, ...args]: ProgramCommand): ProgramCommand | undefined {
  if (!isNode(program)) return undefined;
  return [program, '--import', loadedFilesReporter(), ...args];
}

/** The files that the last two processes have loaded: the previous one can still be running. */
export class LoadedFiles {
  #previous: ReadonlySet<string> = new Set();
  #current = new Set<string>();

  /** Called when a process starts. */
  begin(): void {
    this.#previous = this.#current;
    this.#current = new Set();
  }

  /** Reads a line of the report, and returns the files that it adds. */
  read(line: string, folders: readonly string[]): string[] {
    const report = JSON.parse(line) as LoadedFilesReport;
    const files = 'loaded' in report ? [report.loaded] : importCandidates(report satisfies FailedImport, folders);
    for (const file of files) this.#current.add(file);
    return files;
  }

  get paths(): string[] {
    return [...this.#previous, ...this.#current];
  }
}
