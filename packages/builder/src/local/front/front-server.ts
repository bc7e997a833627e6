import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { signedService } from '../aws/signed-service.ts';
import type { InvocableFunction } from '../function/environment/local-function.ts';
import { allowOrigin, invokeAccess, serviceAccess } from '../http/cors.ts';
import { DualServer, type RequestHandler } from '../http/dual-server.ts';
import { rejectionReason } from '../http/local-access.ts';
import type { FunctionDirectory } from './function-directory.ts';
import { type FunctionUrlOptions, serveFunctionUrl } from './function-url.ts';
import type { Gateway } from './gateway/gateway.ts';
import { serveGateway } from './gateway/serve-gateway.ts';
import { invoke, invokeWithResponseStream } from './invoke-api.ts';
import { LambdaApiError } from './invoke-request.ts';

/** What the front server depends on. */
export interface FrontOptions extends Omit<FunctionUrlOptions, 'localFunction'> {
  /** The functions that the Invoke API finds. */
  readonly functions: FunctionDirectory;
  /** Responds to requests that are signed for a service of AWS. Undefined: the function gets them. */
  readonly aws: ((service: string, request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
  /** The function that HTTP requests reach. Undefined if it is none of them. */
  readonly localFunction: InvocableFunction | undefined;
  /** Host names that it accepts in addition to those of this machine. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may call the Invoke API. */
  readonly allowedOrigins: readonly string[];
  /** What is in front of the function on all other paths. Undefined: a function URL. */
  readonly gateway: Gateway | undefined;
}

/**
 * The server for invokers. It has Invoke and InvokeWithResponseStream, services of AWS for requests that are signed for
 * them, and a function URL or another front on all other paths. With HTTP/2, it has the services only.
 */
export function createFrontServer(options: FrontOptions): Server {
  const handler = (respond: typeof route): RequestHandler => {
    return (request, response) => {
      void respond(request, response, options).catch((error: unknown) => {
        if (response.headersSent || response.destroyed) {
          response.destroy();
        } else if (error instanceof LambdaApiError) {
          request.resume();
          error.send(response);
        } else {
          options.emit({ type: 'warning', message: `the emulator failed: ${inspect(error)}` });
          new LambdaApiError(500, 'ServiceException', 'The emulator failed: see its output').send(response);
        }
      });
    };
  };
  // No request timeout: how long a request may take is up to the function's timeout and to the client.
  const settings = { maxHeaderSize: 256 * 1024, requestTimeout: 0 };
  return new DualServer(settings, handler(route), handler(routeHttp2));
}

/** Function URLs and the Invoke API have no HTTP/2 without TLS on AWS either. */
async function routeHttp2(request: IncomingMessage, response: ServerResponse, options: FrontOptions): Promise<void> {
  checkAccess(request, options);
  const service = options.aws && signedService(request);
  if (service !== undefined) return options.aws?.(service, request, response);
  const message = 'Only requests that are signed for a service of AWS can use HTTP/2 here: use HTTP/1.1';
  throw new LambdaApiError(505, 'HttpVersionNotSupportedException', message);
}

/** @throws {LambdaApiError} a page of another site could have sent the request */
function checkAccess(request: IncomingMessage, { allowedHosts, allowedOrigins, emit }: FrontOptions): void {
  const rejection = rejectionReason(request.headers, allowedHosts, allowedOrigins);
  if (rejection === undefined) return;
  emit({ type: 'warning', message: rejection });
  throw new LambdaApiError(403, 'AccessDeniedException', rejection);
}

async function route(request: IncomingMessage, response: ServerResponse, options: FrontOptions): Promise<void> {
  checkAccess(request, options);

  const service = options.aws && signedService(request);
  if (service !== undefined) {
    if (allowOrigin(request, response, options.allowedOrigins, serviceAccess)) return;
    return options.aws?.(service, request, response);
  }

  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (!lambdaApiPath.test(path)) {
    const { gateway, localFunction } = options;
    if (localFunction === undefined) throw new LambdaApiError(404, 'ResourceNotFoundException', NO_URL);
    if (gateway !== undefined) return serveGateway(request, response, gateway, { ...options, localFunction });
    return serveFunctionUrl(request, response, { ...options, localFunction });
  }
  if (allowOrigin(request, response, options.allowedOrigins, invokeAccess)) return;
  const call = `${request.method} ${path}`;
  const name = invokeCall.exec(call)?.[1];
  if (name !== undefined) return invoke(request, response, options.functions.find(decoded(name)));
  const streaming = streamingInvokeCall.exec(call)?.[1];
  if (streaming !== undefined) {
    return invokeWithResponseStream(request, response, options.functions.find(decoded(streaming)));
  }
  throw new LambdaApiError(
    404,
    'ResourceNotFoundException',
    `The emulator does not support ${call}: it only has Invoke and InvokeWithResponseStream of the Lambda API`,
  );
}

const NO_URL = 'None of the functions has a URL: add a trigger of the type url, or use the Invoke API';

/** A part of a path, as it is if it cannot be decoded. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const invokeCall = /^POST \/2015-03-31\/functions\/([^/]+)\/invocations$/;
const streamingInvokeCall = /^POST \/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/;
/** Paths of the Lambda API begin with the date of an API version. */
const lambdaApiPath =
  /^\/20\d\d-\d\d-\d\d\/(functions|event-source-mappings|layers|account-settings|code-signing-configs|tags)(\/|$)/;
