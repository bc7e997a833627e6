/**
 * Reports the modules that a process loads, and the imports that fail, to the process that started it: as lines of JSON
 * on the file descriptor 3. `alr-builder local --watch` has Node load this file before the function.
 */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A line of the report. */
export type LoadedFilesReport = { readonly loaded: string } | { readonly specifier: string; readonly importer: string };

const REPORT_FILE_DESCRIPTOR = 3;

registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      const importer = pathOf(context.parentURL);
      if (importer !== undefined) report({ specifier, importer });
      throw error;
    }
  },
  load(url, context, nextLoad) {
    const loaded = pathOf(url);
    if (loaded !== undefined) report({ loaded });
    return nextLoad(url, context);
  },
});

/** The path of a file outside of `node_modules`. */
function pathOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') && !url.includes('/node_modules/') ? fileURLToPath(url) : undefined;
}

function report(line: LoadedFilesReport): void {
  try {
    writeSync(REPORT_FILE_DESCRIPTOR, `${JSON.stringify(line)}\n`);
  } catch {
    // The parent no longer reads the report. The function goes on.
  }
}
