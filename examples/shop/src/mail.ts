import { type DynamoDBChange, DynamoDBHandler, EVENT_DYNAMODB, EVENT_SNS, SNSHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

interface News {
  readonly subject: string;
  readonly text: string;
}

/** Sends news to all customers. */
class Newsletter extends SNSHandler<News, Mail> {
  override async onNotification({ subject, text }: News): Promise<void> {
    await this.runtime.send('customers', subject, text);
  }
}

interface SavedOrder {
  readonly id: string;
  readonly customer: string;
}

/** Confirms each new order. The filter in lambda.yaml leaves out all other changes of the table. */
class Confirmations extends DynamoDBHandler<DynamoDBChange<SavedOrder>, Mail> {
  override async onRecord({ NewImage: order }: DynamoDBChange<SavedOrder>): Promise<void> {
    if (order) await this.runtime.send(order.customer, 'Your order', `We have received ${order.id}. Thank you!`);
  }
}

export class Mail extends Runtime {
  static {
    this.registerEventHandler(EVENT_SNS, Newsletter);
    this.registerEventHandler(EVENT_DYNAMODB, Confirmations);
  }

  /** Stands in for the API of a service that sends mails. */
  async send(to: string, subject: string, text: string): Promise<void> {
    const body = JSON.stringify({ to, subject, text });
    const { ok, status } = await fetch(`${process.env.MAIL_SERVICE}/mails`, { method: 'POST', body });
    if (!ok) throw new Error(`the mail service responded with ${status}`);
    this.logger.info(`wrote to ${to}: ${subject}`);
  }
}
