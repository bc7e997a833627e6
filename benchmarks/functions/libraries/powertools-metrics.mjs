import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });

export async function handler() {
  metrics.addMetric('orders', MetricUnit.Count, 1);
  const { _aws, ...values } = metrics.serializeMetrics();
  metrics.publishStoredMetrics();
  return { values, metrics: _aws.CloudWatchMetrics };
}
