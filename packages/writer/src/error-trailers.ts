/** What the trailers of a failed stream report about its error. */
export interface ErrorDescription {
  /** Such as `Function.TypeError`. A type that Lambda does not keep is sent as `Function.Unknown`. */
  readonly type: string;
  /** The error as JSON: `{ errorMessage, errorType, stackTrace }`. */
  readonly body: string;
}

/** The trailer with the type of the error that ended a stream. */
export const ERROR_TYPE_TRAILER = 'Lambda-Runtime-Function-Error-Type';

/** The trailer with the error that ended a stream: JSON in base64. */
export const ERROR_BODY_TRAILER = 'Lambda-Runtime-Function-Error-Body';

/** The value of the `Trailer` header in the head of a writer's message. */
export const ERROR_TRAILERS: string = `${ERROR_TYPE_TRAILER}, ${ERROR_BODY_TRAILER}`;

/** The types that Lambda keeps. Nothing else may reach the header, least of all a line break. */
const keptType = /^(?:Runtime|Function)\.[A-Z][a-zA-Z]{1,100}$/;

/**
 * Readers written in Go, such as the Runtime API, reject a whole message whose trailers exceed their buffer of 4096
 * bytes (net/http, readTrailer). In base64, this size leaves room for the names, the type and the line ends.
 */
const MOST_BODY_BYTES = 2800;

/** The trailers that report an error in the middle of a stream. */
export function errorTrailers({ type, body }: ErrorDescription): Record<string, string> {
  return {
    [ERROR_TYPE_TRAILER]: keptType.test(type) ? type : 'Function.Unknown',
    [ERROR_BODY_TRAILER]: Buffer.from(fitBody(body)).toString('base64'),
  };
}

/** Shortens the JSON of an error so that it stays valid, keeping the start of the message and of the stack. */
function fitBody(body: string): string {
  if (Buffer.byteLength(body) <= MOST_BODY_BYTES) return body;
  const { errorType, errorMessage, stackTrace, trace } = parseError(body);
  const key = Array.isArray(trace) ? 'trace' : 'stackTrace';
  const lines: unknown[] = Array.isArray(trace) ? trace : Array.isArray(stackTrace) ? stackTrace : [];
  for (let length = 1024; ; length >>= 1) {
    const cut = (text: unknown) => String(text).slice(0, length);
    const head = { errorType: cut(errorType), errorMessage: cut(errorMessage) };
    if (Buffer.byteLength(JSON.stringify({ ...head, [key]: [] })) > MOST_BODY_BYTES) continue;
    let fitting = JSON.stringify({ ...head, [key]: [] });
    for (let count = 1; count <= lines.length; count++) {
      const longer = JSON.stringify({ ...head, [key]: lines.slice(0, count) });
      if (Buffer.byteLength(longer) > MOST_BODY_BYTES) break;
      fitting = longer;
    }
    return fitting;
  }
}

function parseError(body: string): Readonly<Record<string, unknown>> {
  try {
    const error: unknown = JSON.parse(body);
    if (typeof error === 'object' && error !== null) return { ...error };
  } catch {
    // Not JSON: report the text as a message.
  }
  return { errorType: 'Error', errorMessage: body };
}

/** Describes an error if the owner of the writer does not. Never throws, whatever the error is. */
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
