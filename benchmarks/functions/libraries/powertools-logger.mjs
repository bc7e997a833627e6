import { Logger } from '@aws-lambda-powertools/logger';

const logger = new Logger({ serviceName: 'orders' });

export async function handler(_event, context) {
  logger.addContext(context);
  logger.appendKeys({ order: 1 });
  logger.info('received');
  return { level: logger.getLevelName(), keys: logger.getPersistentLogAttributes() };
}
