/** What the trailers of a failed stream say. */
export interface ErrorDescription {
  /** For instance `Function.TypeError`; what Lambda wouldn't keep is sent as `Function.Unknown`. */
  readonly type: string;
  /** JSON: `{ errorMessage, errorType, stackTrace }`. */
  readonly body: string;
}

const TYPE = 'Lambda-Runtime-Function-Error-Type';
const BODY = 'Lambda-Runtime-Function-Error-Body';

/** The value of the `Trailer` header of a message that a `Writer` writes. */
export const ERROR_TRAILERS: string = `${TYPE}, ${BODY}`;

/** The types of errors that Lambda keeps as they are. */
const KEPT_TYPE = /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/;

/** The trailers that tell of a failure in the middle of a stream. */
export function errorTrailers({ type, body }: ErrorDescription): [name: string, value: string][] {
  return [
    [TYPE, KEPT_TYPE.test(type) ? type : 'Function.Unknown'],
    [BODY, Buffer.from(body).toString('base64')],
  ];
}

/** Describes an error where the writer's owner doesn't. */
export function describeError(error: unknown): ErrorDescription {
  const { name, message, stack } =
    error instanceof Error ? error : { name: 'Error', message: String(error), stack: '' };
  const stackTrace =
    stack
      ?.split('\n')
      .slice(1)
      .map((line) => line.trim()) ?? [];
  return { type: `Function.${name}`, body: JSON.stringify({ errorMessage: message, errorType: name, stackTrace }) };
}
