import type { FunctionLauncher } from '../function/environment/function-launcher.ts';
import { InvocationSpans, type LateSpansListener } from './invocation-spans.ts';
import type { TraceReceiver } from './trace-receiver.ts';

/** What functions report about their own time, by X-Ray or OpenTelemetry. */
export class Traces {
  readonly spans: InvocationSpans;
  #receiver: Promise<TraceReceiver> | undefined;

  constructor(onLate: LateSpansListener) {
    this.spans = new InvocationSpans(onLate);
  }

  /**
   * The variables that lead the libraries of a function here, unless it sends its spans elsewhere. The receiver is opened
   * for the first function that is started.
   *
   * @param own the variables that are set for the function, and those that it inherits
   */
  async variables(own: NodeJS.ProcessEnv, launcher: Pick<FunctionLauncher, 'address'>): Promise<NodeJS.ProcessEnv> {
    this.#receiver ??= import('./trace-receiver.ts').then(({ openTraceReceiver }) =>
      openTraceReceiver((spans) => this.spans.add(spans)),
    );
    const { xray, otlp } = await this.#receiver;
    return traceVariables(own, launcher.address(xray), launcher.address(otlp));
  }

  async close(): Promise<void> {
    await (await this.#receiver)?.close();
  }
}

/**
 * What leads the SDK of X-Ray and exporters of OpenTelemetry to these addresses. What is set stays as it is.
 *
 * @param xray the address of the daemon
 * @param otlp the address of OTLP over HTTP
 */
export function traceVariables(own: NodeJS.ProcessEnv, xray: string, otlp: string): NodeJS.ProcessEnv {
  const protocol = own.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? own.OTEL_EXPORTER_OTLP_PROTOCOL;
  const endpoint = own.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? own.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    ...(own.AWS_XRAY_DAEMON_ADDRESS === undefined && { AWS_XRAY_DAEMON_ADDRESS: xray }),
    // There is no gRPC here.
    ...(endpoint === undefined &&
      protocol !== 'grpc' && {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://${otlp}/v1/traces`,
        ...(protocol === undefined && { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' }),
      }),
  };
}
