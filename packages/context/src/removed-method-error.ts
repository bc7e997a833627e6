/** A handler called one of the methods that ended an invocation on Node 0.10. */
export class RemovedMethodError extends Error {
  constructor(method: string, replacement: string) {
    super(`context.${method}() does nothing since Node 0.10: ${replacement}`);
  }

  override get name(): string {
    return 'RemovedMethodError';
  }
}
