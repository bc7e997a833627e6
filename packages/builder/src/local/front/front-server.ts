import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { refusedAccess } from '../http/local-access.ts';
import { type FunctionUrlOptions, serveFunctionUrl } from './function-url.ts';
import { invoke, invokeWithResponseStream } from './invoke-api.ts';
import { LambdaApiError } from './lambda-api-error.ts';

/** What the server in front of the function needs. */
export interface FrontOptions extends FunctionUrlOptions {
  /** Host names beside those of this machine under which it may be called. */
  readonly allowedHosts: readonly string[];
}

/** The server that invokers call: the Lambda API's two ways to invoke, and a function URL at every other path. */
export function createFrontServer(options: FrontOptions): Server {
  // A function may take as long as its timeout allows, and it is not for this server to say when a client is slow.
  return createServer({ maxHeaderSize: 256 * 1024, requestTimeout: 0 }, (request, response) => {
    void route(request, response, options).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
      } else if (error instanceof LambdaApiError) {
        request.resume();
        error.send(response);
      } else {
        options.emit({ type: 'warning', message: `The emulator failed: ${inspect(error)}` });
        new LambdaApiError(500, 'ServiceException', 'The emulator failed; its output says why.').send(response);
      }
    });
  });
}

async function route(request: IncomingMessage, response: ServerResponse, options: FrontOptions): Promise<void> {
  const forbidden = refusedAccess(request.headers, options.allowedHosts);
  if (forbidden !== undefined) {
    options.emit({ type: 'warning', message: forbidden });
    throw new LambdaApiError(403, 'AccessDeniedException', forbidden);
  }

  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (!lambdaApi.test(path)) return serveFunctionUrl(request, response, options);
  const call = `${request.method} ${path}`;
  if (invocations.test(call)) return invoke(request, response, options.localFunction);
  if (streamingInvocations.test(call)) return invokeWithResponseStream(request, response, options.localFunction);
  throw new LambdaApiError(
    404,
    'ResourceNotFoundException',
    `The emulator has no ${call}. Of the Lambda API it has Invoke and InvokeWithResponseStream.`,
  );
}

const invocations = /^POST \/2015-03-31\/functions\/[^/]+\/invocations$/;
const streamingInvocations = /^POST \/2021-11-15\/functions\/[^/]+\/response-streaming-invocations$/;
/** The Lambda API's paths begin with the date of the version that each call came with. */
const lambdaApi =
  /^\/20\d\d-\d\d-\d\d\/(functions|event-source-mappings|layers|account-settings|code-signing-configs|tags)(\/|$)/;
