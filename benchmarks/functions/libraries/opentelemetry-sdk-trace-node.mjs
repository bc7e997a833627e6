import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();

export async function handler() {
  const tracer = trace.getTracer('orders');
  tracer.startActiveSpan('order', (order) => {
    tracer.startSpan('part').end();
    order.end();
  });
  await provider.forceFlush();
  const [part, order] = exporter.getFinishedSpans();
  return { names: [part.name, order.name], isChild: part.parentSpanContext.spanId === order.spanContext().spanId };
}
