import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';

const logger = new Logger({ serviceName: 'orders' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });
const tracer = new Tracer({ serviceName: 'orders' });
const clients = [new DynamoDBClient(), new S3Client()].map((client) => tracer.captureAWSv3Client(client));

export async function handler(_event, context) {
  logger.addContext(context);
  logger.info('received');
  metrics.addMetric('orders', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
  return { clients: clients.length, isTraced: tracer.isTracingEnabled() };
}
