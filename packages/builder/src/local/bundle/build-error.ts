import { ExpectedError } from '../../terminal/expected-error.ts';
import type { FailedImport } from '../watch/import-candidates.ts';

/** The function cannot be bundled. The message has the position in the source, with a code frame. */
export class BuildError extends ExpectedError {
  /** The imports that cannot be resolved, if that is the reason. */
  readonly failedImports: readonly FailedImport[];

  constructor(reason: string, { cause }: { cause: unknown }) {
    super(`the function cannot be built: ${reason}`, { cause });
    this.failedImports = errorsOf(cause).flatMap(({ code, id, message = '' }) => {
      const [, specifier] = /Could not resolve '([^']+)'/.exec(message) ?? [];
      return code === 'UNRESOLVED_IMPORT' && id !== undefined && specifier !== undefined
        ? [{ specifier, importer: id }]
        : [];
    });
  }

  override get name(): string {
    return 'BuildError';
  }
}

/** The errors that an error of Rolldown consists of. */
function errorsOf(error: unknown): { readonly code?: string; readonly id?: string; readonly message?: string }[] {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
}
