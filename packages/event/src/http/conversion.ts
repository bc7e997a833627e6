// Loaded with the first request, because the functions of other sources never need it. The build makes it a separate
// file with copies of what it shares with the package's first file.
export { toProxyResult, toResult, toStream } from './from-response.ts';
export { formOf, isStreamed } from './request-form.ts';
export { checkRequest, checkResponseBody } from './request-schemas.ts';
export { checkResponse, responseToResult } from './response-to-result.ts';
export { toRequest } from './to-request.ts';
