import { Tracer } from '@aws-lambda-powertools/tracer';

const tracer = new Tracer({ serviceName: 'orders' });

export async function handler() {
  const segment = tracer.getSegment();
  const part = segment.addNewSubsegment('part');
  tracer.putAnnotation('order', 1);
  part.close();
  return { isEnabled: tracer.isTracingEnabled(), name: part.name };
}
