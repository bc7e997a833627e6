import type { RequestEvent } from './request-form.ts';

let loaded: typeof import('./conversion.ts') | undefined;

/** Loads the conversions with the first request. Later ones do not wait for another `import()`. */
export async function loadConversion(): Promise<typeof import('./conversion.ts')> {
  loaded ??= await import('./conversion.ts');
  return loaded;
}

/**
 * Converts a fetch `Response` that a handler returned to the result of its invocation. A function URL with the invoke
 * mode `RESPONSE_STREAM` (`ALR_INVOKE_MODE`) gets a stream.
 *
 * @param response the response, with a body that was not read
 * @param event the event, whose form decides the form of the result; without a request, that of a function URL
 * @returns an object to send as JSON, or a function that streams the response to a writer
 * @throws {InvalidResponseError} the response cannot be sent
 */
export async function convertResponse(response: Response, event: RequestEvent | undefined): Promise<unknown> {
  const { responseToResult } = await loadConversion();
  return responseToResult(response, event);
}
