import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ExternalConnection } from '../external-connection.ts';

/** How long a call may take. */
const RESPONSE_MS = 15_000;

/** A service with AWS's JSON protocol. */
export interface JsonService {
  /** What its calls are signed for. */
  readonly signingName: string;
  /** What the names of its operations begin with on the wire. */
  readonly target: string;
  readonly contentType: string;
}

/** A service has rejected a call. It looks like an error of the SDK, so that it is explained like one. */
export class JsonServiceError extends Error {
  override readonly name: string;
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string };

  constructor(name: string, message: string, status: number, requestId: string | null) {
    super(message);
    this.name = name;
    this.$fault = status < 500 ? 'client' : 'server';
    this.$metadata = { httpStatusCode: status, ...(requestId !== null && { requestId }) };
  }
}

/**
 * A client for the few operations that read streams, because the SDK's clients of these services would be dependencies of
 * the builder. It does not retry.
 */
export class AwsJsonClient {
  readonly #service: JsonService;
  readonly #endpoint: URL;
  readonly #region: string;
  readonly #connection: ExternalConnection;
  #signer: SignatureV4;

  constructor(service: JsonService, endpoint: string, region: string, connection: ExternalConnection) {
    this.#service = service;
    this.#endpoint = new URL(endpoint);
    this.#region = region;
    this.#connection = connection;
    this.#signer = this.#newSigner();
  }

  /** Reads the credentials again at the next call: they may have been renewed. */
  renew(): void {
    this.#signer = this.#newSigner();
  }

  /**
   * Makes a call.
   *
   * @throws {JsonServiceError} the service rejects it
   */
  async call(operation: string, input: object, signal?: AbortSignal): Promise<unknown> {
    const { target, contentType } = this.#service;
    const url = this.#endpoint;
    const body = JSON.stringify(input);
    const { headers } = await this.#signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, 'content-type': contentType, 'x-amz-target': `${target}.${operation}` },
      body,
    });
    const limit = AbortSignal.timeout(RESPONSE_MS);
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    }).catch((error: unknown) => {
      // Fetch hides the error of the connection.
      throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw errorOf(response, text);
  }

  #newSigner(): SignatureV4 {
    const { credentials, sha256 } = this.#connection.create(STSClient).config;
    return new SignatureV4({ service: this.#service.signingName, region: this.#region, credentials, sha256 });
  }
}

function errorOf(response: Response, text: string): JsonServiceError {
  const requestId = response.headers.get('x-amzn-requestid');
  let details: { __type?: unknown; message?: unknown; Message?: unknown } = {};
  try {
    details = JSON.parse(text) ?? {};
  } catch {
    // A proxy has responded.
  }
  const { __type: type = 'UnknownError', message = details.Message ?? 'UnknownError' } = details;
  const name = String(type).split('#').at(-1) ?? '';
  return new JsonServiceError(name, String(message), response.status, requestId);
}
