/**
 * Mirrors the changes of a DynamoDB table.
 *
 *   npx alr-builder local ./dynamodb.ts
 *   npx alr-builder event dynamodb --body '{"id":"1","name":"Ada"}' | npx alr-builder invoke --local
 *   npx alr-builder event dynamodb --change REMOVE --body '{"id":"1"}' | npx alr-builder invoke --local
 */
import { type DynamoDBChange, DynamoDBHandler, type DynamoDBRecord, EVENT_DYNAMODB } from '@alr/event';
import { Runtime } from '@alr/runtime';

interface Customer {
  readonly id: string;
  readonly name?: string;
}

class Customers extends DynamoDBHandler<DynamoDBChange<Customer>, Mirror> {
  override onRecord({ NewImage, OldImage }: DynamoDBChange<Customer>, record: DynamoDBRecord): void {
    if (NewImage) this.runtime.names.set(NewImage.id, NewImage.name ?? '');
    else if (OldImage) this.runtime.names.delete(OldImage.id);
    this.logger.info(`${record.eventName}: ${this.runtime.names.size} customers`);
  }
}

export default class Mirror extends Runtime {
  static {
    this.registerEventHandler(EVENT_DYNAMODB, Customers);
  }

  readonly names: Map<string, string> = new Map();
}
