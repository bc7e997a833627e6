/**
 * Reads news from a topic. The same class works if the topic sends them to a queue of the function.
 *
 *   npx alr-builder local ./sns.ts
 *   npx alr-builder event sns --subject greeting --body 'Hello!' --attribute kind=news | npx alr-builder invoke --local
 *   npx alr-builder event sns-in-sqs --body 'Hello!' | npx alr-builder invoke --local
 */
import { EVENT_SNS, SNSHandler, type SNSMessage } from '@alr/event';
import { Runtime } from '@alr/runtime';

class News extends SNSHandler<string> {
  static override readonly payloadFormat = 'text';

  override onNotification(message: string, sns: SNSMessage): void {
    const kind = sns.MessageAttributes.kind?.Value ?? 'unknown';
    this.logger.info(`${sns.Subject ?? 'no subject'} (${kind}): ${message.length} characters`);
  }
}

export default class Reader extends Runtime {
  static {
    this.registerEventHandler(EVENT_SNS, News);
  }
}
