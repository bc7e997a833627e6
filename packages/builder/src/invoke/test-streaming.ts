import { LambdaClient } from '@aws-sdk/client-lambda';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError, explainAwsError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { openDeploymentTarget } from '../deploy/deployment.ts';
import { functionUrl } from '../deploy/kinds/function/function-url.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { style } from '../terminal/style.ts';

/** What to ask of a function URL. */
export interface StreamingTest {
  readonly url: URL;
  /** The body of a POST; a GET without. */
  readonly payload: string | undefined;
  /** Adds what the request needs to be let in. */
  readonly sign: (request: SignableRequest) => Promise<Readonly<Record<string, string>>>;
}

/** A request before it is signed. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string | undefined;
}

/** The function URL can't be tested, or has refused. */
export class StreamingTestError extends ExpectedError {
  override get name(): string {
    return 'StreamingTestError';
  }
}

/**
 * Calls the deployed function's URL, signed where it wants that, and prints the reply chunk by chunk as it comes.
 *
 * @throws StreamingTestError where there is no URL, or its answer is no success.
 */
export async function testStreaming(
  configuration: Configuration,
  { path, payload }: { readonly path: string; readonly payload?: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const target = await openDeploymentTarget(configuration, terminal.env);
  const { name, alias } = configuration.lambda;
  const key = alias === undefined ? name : `${name}:${alias}`;
  const actual = await functionUrl.read(target, key, undefined).catch((error: unknown) => {
    throw explainAwsError(error, `read the URL of ${key}`);
  });
  if (actual?.attributes.url === undefined) {
    throw new StreamingTestError(`${key} has no URL: set trigger.type to url, then alr-builder apply makes one`);
  }
  const sign = actual.settings.authType === 'NONE' ? async () => ({}) : signerFor(target.aws);
  await printStream({ url: new URL(path, actual.attributes.url), payload, sign }, terminal);
  if (actual.settings.invokeMode === 'RESPONSE_STREAM') return;
  terminal.stderr.write('the URL does not stream: trigger.invoke_mode is BUFFERED\n');
}

/** Signs for Lambda with the credentials that all other calls are made with. */
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

/** Makes the request, and prints each chunk when it is there, and on stderr when that was. */
export async function printStream(
  { url, payload: body, sign }: StreamingTest,
  { stdout, stderr }: Readonly<Record<'stdout' | 'stderr', NodeJS.WritableStream>>,
): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST';
  const headers = await sign({ method, url, body });
  const began = performance.now();
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) }).catch(
    (error: unknown) => {
      throw new AwsError(`${url.href} can't be reached: ${String((error as Error).cause ?? error)}`, { cause: error });
    },
  );
  let chunks = 0;
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks += 1;
    bytes += chunk.length;
    stdout.write(chunk);
    const note = `${Math.round(performance.now() - began)} ms: chunk ${chunks}, ${chunk.length} bytes`;
    stderr.write(`${style('detail', note, stderr)}\n`);
  }
  stderr.write(`${response.status}, ${chunks} chunks, ${bytes} bytes in ${Math.round(performance.now() - began)} ms\n`);
  if (!response.ok) throw new StreamingTestError(`${url.href} answered ${response.status}; what it says is above`);
}
