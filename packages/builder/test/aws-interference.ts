import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A call of a service, as far as it matters here. */
export interface InterceptedCall {
  /** Such as `ReceiveMessage`. */
  readonly operation: string;
  readonly accessKeyId: string;
}

/** What is sent instead of the response of the service: an error, or the end of the connection. */
export type Interference = { readonly status: number; readonly type: string; readonly message: string } | 'reset';

/** A server before a service with a JSON protocol, which lets some of its calls fail. */
export interface InterferingServer extends AsyncDisposable {
  readonly url: `http://${string}`;
  /** The calls so far, including those that failed. */
  readonly calls: readonly InterceptedCall[];
  /** The operations whose clients have not waited for the response. The service does not hear of that, like SQS. */
  readonly abandoned: readonly string[];
}

/** Starts a server that passes calls on, unless `interfere` returns an error for one. */
export async function interfereWith(
  target: string,
  interfere: (call: InterceptedCall) => Interference | undefined,
): Promise<InterferingServer> {
  const calls: InterceptedCall[] = [];
  const abandoned: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { authorization = '', 'x-amz-target': operation = '', 'content-type': contentType = '' } = request.headers;
    const call = {
      operation: String(operation).split('.').at(-1) ?? '',
      accessKeyId: /Credential=([^/]+)/.exec(authorization)?.[1] ?? '',
    };
    calls.push(call);
    response.on('close', () => {
      if (!response.writableFinished) abandoned.push(call.operation);
    });
    const error = interfere(call);
    if (error === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (error !== undefined) {
      const { status, type, message } = error;
      response.writeHead(status, { 'content-type': contentType }).end(JSON.stringify({ __type: type, message }));
      return;
    }
    const headers = { authorization, 'x-amz-target': String(operation), 'content-type': contentType };
    const { method = 'GET', url = '/' } = request;
    const passed = await fetch(new URL(url, target), { method, headers, ...(body.length > 0 && { body }) }).catch(
      () => undefined,
    );
    if (passed === undefined) return response.destroy();
    response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? '' });
    return response.end(Buffer.from(await passed.arrayBuffer()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    abandoned,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
