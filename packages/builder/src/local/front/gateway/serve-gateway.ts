import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionClock } from '../../clock/function-clock.ts';
import { completeTraceHeader, type Invocation } from '../../function/invocation/invocation.ts';
import { firstValue, readBody } from '../../http/server.ts';
import type { FunctionUrlOptions } from '../function-url.ts';
import { contentLength, InvalidUrlResponseError } from '../function-url-response.ts';
import { collect, noticeAbandonment } from '../invoke-api.ts';
import { eventLimits, TRACE_HEADER } from '../invoke-request.ts';
import type { Gateway, GatewayRequest, GatewayResponse } from './gateway.ts';

/** Serves a request as API Gateway or a load balancer does. */
export async function serveGateway(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
  options: FunctionUrlOptions,
): Promise<void> {
  const { localFunction, region } = options;
  const { errors } = gateway;
  const body = await readBody(request, gateway.bodyLimitBytes);
  if (body === undefined) return send(response, errors.tooLarge);
  const { method = 'GET', url = '/', httpVersion, headers, rawHeaders, socket } = request;
  const received = firstValue(headers[TRACE_HEADER]);
  const gatewayRequest: GatewayRequest = {
    method,
    url,
    httpVersion,
    headers,
    rawHeaders,
    body,
    sourceIp: socket.remoteAddress ?? '127.0.0.1',
    port: socket.localPort ?? 80,
    // Whether a new trace is sampled is left to the function's settings.
    traceHeader: received ?? completeTraceHeader().split(';', 1)[0] ?? '',
  };
  const requestId = randomUUID();
  const event = Buffer.from(JSON.stringify(gateway.event(gatewayRequest, { requestId, region, time: new Date() })));
  // The event, which is larger than the body, has to fit into an invocation too.
  if (event.length > eventLimits.RequestResponse) return send(response, errors.tooLarge);
  const invocation = localFunction.invoke({ event, traceHeader: gatewayRequest.traceHeader });
  noticeAbandonment(response, invocation);
  const identification = gateway.identification(requestId, gatewayRequest.traceHeader);
  for (const [name, value] of Object.entries(identification)) response.setHeader(name, value ?? '');
  send(response, await responseOf(invocation, gateway, gatewayRequest, options));
}

async function responseOf(
  invocation: Invocation,
  gateway: Gateway,
  request: GatewayRequest,
  { clock, emit }: FunctionUrlOptions,
): Promise<GatewayResponse> {
  const { errors, name, timeLimitMs } = gateway;
  // Neither service has a stream: Lambda collects what the function streams.
  const collected = invocation.response.then(collect);
  const result = await withinLimit(collected, timeLimitMs, clock);
  if (result === undefined) {
    // As on AWS, the function runs to its end.
    invocation.abandon();
    emit({
      type: 'warning',
      message: `the ${name} has waited ${Number(timeLimitMs) / 1000} s for the response, its limit`,
    });
    return errors.timedOut;
  }
  if (result.failure !== undefined) return errors.failed;
  try {
    const response = gateway.response(result.body, request);
    if (response.warning !== undefined) emit({ type: 'warning', message: `the ${name} ${response.warning}` });
    return response;
  } catch (error) {
    if (!(error instanceof InvalidUrlResponseError)) throw error;
    emit({ type: 'warning', message: `the ${name} cannot send the response: ${error.message}` });
    return errors.failed;
  }
}

/** Resolves to undefined if the limit is exceeded on the function's clock. */
async function withinLimit<Value>(
  value: Promise<Value>,
  limitMs: number | undefined,
  clock: FunctionClock,
): Promise<Value | undefined> {
  if (limitMs === undefined) return value;
  const limit = Promise.withResolvers<undefined>();
  const timer = clock.startTimer(limitMs, () => limit.resolve(undefined));
  try {
    return await Promise.race([value, limit.promise]);
  } finally {
    timer.clear();
  }
}

function send(response: ServerResponse, { statusCode, reason, headers, body }: GatewayResponse): void {
  const all = { ...headers, ...contentLength(statusCode, body) };
  if (reason === undefined) response.writeHead(statusCode, all);
  else response.writeHead(statusCode, reason, all);
  response.end(body);
}
