import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { AwsApi, type AwsApiOptions } from '../src/local/aws/aws-api.ts';
import { signedService } from '../src/local/aws/signed-service.ts';
import { DualServer, type RequestHandler } from '../src/local/http/dual-server.ts';

/** A server with only the APIs of AWS. */
export interface TestAwsApi extends AsyncDisposable {
  readonly url: string;
  /** The messages about failures of the emulator. */
  readonly warnings: readonly string[];
  /** The versions of HTTP that clients have used. */
  readonly versions: ReadonlySet<string>;
  /** Settings for unmodified clients of AWS's SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
}

/** Serves services at a free port. */
export async function startAwsApi(
  options: Pick<AwsApiOptions, 'services'> & Partial<AwsApiOptions>,
): Promise<TestAwsApi> {
  const warnings: string[] = [];
  const api = new AwsApi({
    now: () => Date.now(),
    emit: (event) => {
      if (event.type === 'warning') warnings.push(event.message);
    },
    ...options,
  });
  const versions = new Set<string>();
  const handler: RequestHandler = (request, response) => {
    const service = signedService(request);
    versions.add(request.httpVersion);
    if (service === undefined) response.writeHead(404).end('not signed');
    else void api.serve(service, request, response);
  };
  const server = new DualServer({}, handler, handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    warnings,
    versions,
    client: {
      endpoint: url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
