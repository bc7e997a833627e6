/** What the trailers of a failed stream say of its error. */
export interface ErrorDescription {
  /** For instance `Function.TypeError`. A type that Lambda doesn't keep is sent as `Function.Unknown`. */
  readonly type: string;
  /** The error as JSON: `{ errorMessage, errorType, stackTrace }`. */
  readonly body: string;
}

const TYPE = 'Lambda-Runtime-Function-Error-Type';
const BODY = 'Lambda-Runtime-Function-Error-Body';

/** The value of the `Trailer` header that the head of a writer's message must have. */
export const ERROR_TRAILERS: string = `${TYPE}, ${BODY}`;

/** The types that Lambda keeps; nothing else gets into the header, a line break least of all. */
const KEPT_TYPE = /^(?:Runtime|Function)\.[A-Z][a-zA-Z]+$/;

/** Makes the trailers that tell of a failure in the middle of a stream. */
export function errorTrailers({ type, body }: ErrorDescription): Record<string, string> {
  return {
    [TYPE]: KEPT_TYPE.test(type) ? type : 'Function.Unknown',
    [BODY]: Buffer.from(body).toString('base64'),
  };
}

/** Describes an error where the writer's owner has no way of its own; whatever was thrown, it doesn't throw. */
export function describeError(error: unknown): ErrorDescription {
  try {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const stackTrace =
      error instanceof Error
        ? stack
            ?.split('\n')
            .slice(1)
            .map((line) => line.trim())
        : [];
    return { type: `Function.${name}`, body: JSON.stringify({ errorMessage: message, errorType: name, stackTrace }) };
  } catch {
    return describeError('A value was thrown that cannot be described');
  }
}
