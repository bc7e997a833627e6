/** A call of the Runtime API that is refused, with the status and the type that the runtime is told. */
export class RuntimeApiRefusal extends Error {
  readonly status: 400 | 403 | 404 | 410 | 413 | 500;
  readonly errorType: string;

  constructor(status: RuntimeApiRefusal['status'], errorType: string, message: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
  }

  override get name(): string {
    return 'RuntimeApiRefusal';
  }
}
