import { ExpectedError } from '../../terminal/expected-error.ts';

/** The history does not have an invocation. */
export class UnknownInvocationError extends ExpectedError {
  constructor(selector: string) {
    super(
      selector.startsWith('last')
        ? `there is no invocation ${selector} in the history yet`
        : `there is no invocation ${JSON.stringify(selector)} in the history: it has the last 1,000`,
    );
  }

  override get name(): string {
    return 'UnknownInvocationError';
  }
}
