import { trace } from '@opentelemetry/api';
import { NodeSDK, tracing } from '@opentelemetry/sdk-node';

const exporter = new tracing.InMemorySpanExporter();
const processor = new tracing.SimpleSpanProcessor(exporter);
const sdk = new NodeSDK({ serviceName: 'orders', spanProcessors: [processor] });
sdk.start();

export async function handler() {
  trace.getTracer('orders').startSpan('order').end();
  await processor.forceFlush();
  const [{ name, resource }] = exporter.getFinishedSpans();
  return { name, service: resource.attributes['service.name'] };
}
