import { UsageError } from '../../terminal/expected-error.ts';

/** An option has an invalid value, or two options exclude each other. */
export class LocalOptionError extends UsageError {
  override get name(): string {
    return 'LocalOptionError';
  }
}
