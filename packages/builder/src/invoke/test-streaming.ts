import { LambdaClient } from '@aws-sdk/client-lambda';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError, explainAwsError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { checkIsOurs } from '../deploy/actual/read-ours.ts';
import { openFunction } from '../deploy/deployment.ts';
import { functionUrl } from '../deploy/kinds/function/function-url.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { sendRequest } from './http-client.ts';

/** A request to a function URL. */
export interface StreamingTest {
  readonly url: URL;
  /** The body of a POST request; without it, a GET request is sent. */
  readonly payload: string | undefined;
  /** Returns the headers that authorize the request. */
  readonly sign: (request: SignableRequest) => Promise<Readonly<Record<string, string>>>;
}

/** A request to sign. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string | undefined;
}

/** There is no function URL, or the request failed. */
export class StreamingTestError extends ExpectedError {
  override get name(): string {
    return 'StreamingTestError';
  }
}

/**
 * Calls the deployed function's URL, with a signed request if the URL requires it, and prints the response chunk by
 * chunk as it arrives.
 *
 * @throws {NotOursError} the function does not exist, or belongs to others
 * @throws {StreamingTestError} there is no URL, the response is cut off, or its status is an error
 * @throws {AwsError} the URL cannot be reached
 */
export async function testStreaming(
  configuration: Configuration,
  { path, payload }: { readonly path: string; readonly payload?: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const { target } = await openFunction(configuration, terminal.env);
  await checkIsOurs(target);
  const key = [target.functionName, configuration.lambda.alias].filter(Boolean).join(':');
  const actual = await functionUrl.read(target, key, undefined).catch((error: unknown) => {
    throw explainAwsError(error, `read the URL of ${key}`);
  });
  if (actual?.attributes.url === undefined) {
    throw new StreamingTestError(
      `${key} has no URL: set trigger.type to url, and create the URL with alr-builder apply`,
    );
  }
  const sign = actual.settings.authType === 'NONE' ? async () => ({}) : signerFor(target.aws);
  await printStream({ url: new URL(path, actual.attributes.url), payload, sign }, terminal);
  if (actual.settings.invokeMode === 'RESPONSE_STREAM') return;
  terminal.stderr.write('the URL does not stream: set trigger.invoke_mode to RESPONSE_STREAM\n');
}

/** Signs requests for Lambda with the same credentials as all other calls. */
function signerFor(aws: Aws): StreamingTest['sign'] {
  const { credentials, sha256 } = aws.client(LambdaClient).config;
  const signer = new SignatureV4({ service: 'lambda', region: aws.region, credentials, sha256 });
  return async ({ method, url, body }) => {
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host },
      ...(body !== undefined && { body }),
    });
    return headers;
  };
}

/** Sends the request, prints each chunk when it arrives, and prints the time of its arrival on stderr. */
export async function printStream(
  { url, payload: body, sign }: StreamingTest,
  { stdout, stderr }: Readonly<Record<'stdout' | 'stderr', NodeJS.WritableStream>>,
): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST';
  const headers = await sign({ method, url, body });
  const startedAt = performance.now();
  const elapsed = () => `${Math.round(performance.now() - startedAt)} ms`;
  const response = await sendRequest({ method, url, headers, body }).catch((error: unknown) => {
    throw new AwsError(`cannot reach ${url.href}: ${(error as Error).message}`, { cause: error });
  });
  let chunks = 0;
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      chunks += 1;
      bytes += chunk.length;
      stdout.write(chunk);
      stderr.write(`${style('detail', `${elapsed()}: chunk ${chunks}, ${chunk.length} bytes`, stderr)}\n`);
    }
  } catch (error) {
    const reason = (error as Error).message;
    throw new StreamingTestError(`the response of ${url.href} was cut off after ${bytes} bytes: ${reason}`, {
      cause: error,
    });
  } finally {
    await response.close();
  }
  stderr.write(`${response.status}, ${chunks} chunks, ${bytes} bytes in ${elapsed()}\n`);
  if (response.status < 400) return;
  throw new StreamingTestError(`${url.href} responded with ${response.status}; the body is on stdout`);
}
