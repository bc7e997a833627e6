import { errorLines, isErrorJson } from '../function-error/error-lines.ts';
import { readableStacks } from '../function-error/readable-stacks.ts';

/** The error of a function, for people: its type, its message and its stack, with the source if that is on this machine. */
export function describeFunctionError(json: string, stream: NodeJS.WritableStream): string {
  const error = parse(json);
  if (!isErrorJson(error)) return json;
  // The platform names the invocation in the messages of its errors.
  const message = error.errorMessage.replace(/^RequestId: \S+ Error: /, '');
  return readableStacks(errorLines({ ...error, errorMessage: message }), stream).join('\n');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
