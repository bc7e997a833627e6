/** A header of the Runtime API's answer can't be made into the context of its invocation; `header` names it. */
export class InvalidContextHeaderError extends Error {
  /** The header's name, in lower case. */
  readonly header: string;

  constructor(header: string, problem: string, options?: ErrorOptions) {
    super(`The invocation's header ${header} ${problem}`, options);
    this.header = header;
  }

  override get name(): string {
    return 'InvalidContextHeaderError';
  }
}
