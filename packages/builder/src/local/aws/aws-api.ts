import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { firstValue, readBody } from '../http/server.ts';
import type { TracedCall } from '../record/running-invocations.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { AwsApiError } from './aws-api-error.ts';
import type { AwsService } from './aws-service.ts';
import { describeMissingResource } from './missing-resource.ts';
import type { AwsRequest, AwsResponse } from './protocol/aws-message.ts';
import { jsonProtocol } from './protocol/json-protocol.ts';
import type { AwsProtocol } from './protocol/protocol.ts';
import { queryProtocol } from './protocol/query-protocol.ts';
import { restXmlProtocol } from './protocol/rest-xml-protocol.ts';
import type { StructureValue } from './protocol/structure-value.ts';
import { resourceOf } from './resource-of.ts';

/** What the local APIs of AWS depend on. */
export interface AwsApiOptions {
  /** By the name of the service in signatures. A service is loaded at its first request. */
  readonly services: Readonly<Record<string, () => Promise<AwsService>>>;
  /** Milliseconds since 1970, on the clock of the sources. */
  readonly now: () => number;
  readonly emit: LocalEventListener;
  /** Resolves when everything that has changed is kept; undefined if it is already. Default: nothing is kept. */
  readonly committed?: (() => Promise<void> | undefined) | undefined;
  /** Runs an operation, as a part of the trace of its client. Default: just runs it. */
  readonly runInTrace?: ((traceHeader: string | undefined, run: () => unknown) => unknown) | undefined;
  /** Gets each call of a client that sends a trace header, before its response is sent. */
  readonly onCall?: ((call: TracedCall) => void) | undefined;
  /** The error with which a call fails on purpose. Functions send trace headers, other clients do not. Default: none. */
  readonly failureOf?: ((service: string, operation: string, hasTrace: boolean) => AwsApiError | undefined) | undefined;
}

/** What is known about a call when its request has been read. */
type BegunCall = Omit<TracedCall, 'status' | 'durationMs' | 'responseBytes'> & { readonly startedAt: number };

/** Serves the APIs of AWS's services to unmodified clients. */
export class AwsApi {
  readonly #options: AwsApiOptions;
  readonly #loaded = new Map<string, Promise<AwsService>>();
  readonly #hints = new Set<string>();

  constructor(options: AwsApiOptions) {
    this.#options = options;
  }

  /** Responds to a request that is signed for this service. */
  async serve(serviceName: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const { method = 'GET', url = '/', headers } = request;
    const startedAt = performance.now();
    let service: AwsService | undefined;
    let begun: BegunCall | undefined;
    let received: StructureValue = {};
    const protocol = () => protocolOf(service, request);
    const context = () => ({ requestId, request: { method, headers }, model: service?.model });
    try {
      service = await this.#load(serviceName);
      // That for an unknown service is read too, because a client that is busy sending may not read the response.
      const body = await readBody(request, service?.bodyLimit ?? 0);
      if (service === undefined) throw this.#unknownService(serviceName);
      if (body === undefined) throw tooLarge(service.bodyLimit);
      checkProtocol(request);
      const sent = { method, url, headers, body };
      const { operation, input } = protocol().read(service.decodeRequest?.(sent) ?? sent, service);
      received = input;
      const run = service.operations[operation.name];
      if (run === undefined) throw new Error(`${serviceName} has no ${operation.name}, but its model has`);
      const call = {
        requestId,
        now: this.#options.now(),
        endpoint: `http://${headers.host}`,
        traceHeader: firstValue(headers['x-amzn-trace-id']),
        signal: signalOf(response),
      };
      const { traceHeader } = call;
      if (traceHeader !== undefined) {
        const resource = resourceOf(input);
        const requestBytes = body.length;
        begun = { traceHeader, service: serviceName, operation: operation.name, resource, requestBytes, startedAt };
      }
      const failure = this.#options.failureOf?.(serviceName, operation.name, traceHeader !== undefined);
      if (failure !== undefined) throw failure;
      const { runInTrace = (_, operation) => operation() } = this.#options;
      const output = await runInTrace(call.traceHeader, () => run(input as never, call));
      // A client does not hear of what could still be lost.
      await this.#options.committed?.();
      const written = protocol().writeOutput(operation, (output ?? {}) as StructureValue, context());
      this.#report(begun, written);
      send(written, request, response);
    } catch (error) {
      if (response.destroyed) return;
      const apiError = this.#apiError(error);
      this.#hint(describeMissingResource(serviceName, apiError.code, received));
      const written = protocol().writeError(apiError, context());
      this.#report(begun, written, apiError.code);
      send(written, request, response);
    }
  }

  /** Says something once, however often the calls are repeated. */
  #hint(message: string | undefined): void {
    if (message === undefined || this.#hints.has(message)) return;
    this.#hints.add(message);
    this.#options.emit({ type: 'warning', message });
  }

  #report(begun: BegunCall | undefined, { status, body }: AwsResponse, errorCode?: string): void {
    if (begun === undefined) return;
    const { startedAt, ...call } = begun;
    const durationMs = performance.now() - startedAt;
    this.#options.onCall?.({ ...call, status, errorCode, durationMs, responseBytes: Buffer.byteLength(body) });
  }

  async #load(name: string): Promise<AwsService | undefined> {
    const { services } = this.#options;
    const load = Object.hasOwn(services, name) ? services[name] : undefined;
    if (load === undefined) return undefined;
    const loading = this.#loaded.get(name) ?? load();
    this.#loaded.set(name, loading);
    return loading;
  }

  #unknownService(name: string): AwsApiError {
    const offered = Object.keys(this.#options.services).join(', ');
    return new AwsApiError(
      'UnknownServiceException',
      `The emulator has no service "${name}", only ${offered}: give its client another endpoint`,
    );
  }

  #apiError(error: unknown): AwsApiError {
    if (error instanceof AwsApiError) return error;
    this.#options.emit({ type: 'warning', message: `the emulator failed: ${inspect(error)}` });
    return new AwsApiError('InternalFailure', 'The emulator failed: see its output', { status: 500 });
  }
}

/** The protocol of a request. Requests to S3 do not name theirs. */
function protocolOf(service: AwsService | undefined, { headers }: Pick<AwsRequest, 'headers'>): AwsProtocol {
  if (service?.style === 'rest-xml') return restXmlProtocol;
  if (headers['x-amz-target'] !== undefined) return jsonProtocol;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return service?.style === 'rpc' || isForm ? queryProtocol : restXmlProtocol;
}

/** @throws {AwsApiError} the request is in a protocol that names itself, which the older ones do not */
function checkProtocol({ headers }: IncomingMessage): void {
  const protocol = firstValue(headers['smithy-protocol']);
  if (protocol === undefined) return;
  throw new AwsApiError(
    'UnknownProtocol',
    `The emulator does not speak the protocol ${protocol}: use a client that sends JSON or forms`,
  );
}

function tooLarge(limit: number): AwsApiError {
  return new AwsApiError('EntityTooLarge', `The request is larger than the ${limit} bytes that the emulator accepts`, {
    status: 413,
  });
}

function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function send({ status, headers, body }: AwsResponse, { method }: IncomingMessage, response: ServerResponse): void {
  // A response to HEAD has the length of the object, but not the object.
  const length = method === 'HEAD' ? headers['content-length'] : Buffer.byteLength(body);
  const { 'content-length': _, ...others } = headers;
  response.writeHead(status, {
    ...others,
    // The last one: after it, Node takes a Content-Disposition for bytes of UTF-8, and rejects some.
    ...(status !== 204 && status !== 304 && { 'content-length': length ?? 0 }),
  });
  response.end(method === 'HEAD' || status === 204 || status === 304 ? undefined : body);
}
