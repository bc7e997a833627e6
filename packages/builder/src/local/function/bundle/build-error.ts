import { ExpectedError } from '../../../terminal/expected-error.ts';
import type { FailedImport } from '../watch/import-candidates.ts';

/** The function cannot be bundled. The message has the position in the source, with a code frame. */
export class BuildError extends ExpectedError {
  /** The imports that cannot be resolved, if that is the reason. */
  readonly failedImports: readonly FailedImport[];

  constructor(reason: string, { cause }: { cause: unknown }) {
    super(`the function cannot be built: ${reason}`, { cause });
    this.failedImports = errorsOf(cause).flatMap(({ code, id, message = '', failedImports }) => {
      if (failedImports !== undefined) return failedImports;
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

/** An error of Rolldown, or one of a plugin in the definition of the bundle. */
interface BundlerError {
  readonly code?: string;
  readonly id?: string;
  readonly message?: string;
  /** Of `missing-packages.mjs`. */
  readonly failedImports?: readonly FailedImport[];
}

/** The errors that an error of Rolldown consists of. */
function errorsOf(error: unknown): BundlerError[] {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
}
