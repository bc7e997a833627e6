import {
  ALBHandler,
  type DynamoDBChange,
  DynamoDBHandler,
  detectSource,
  EVENT_ALB,
  EVENT_DYNAMODB,
  EVENT_EVENTBRIDGE,
  EVENT_HTTP,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  // {{#queue}}
  EVENT_SQS,
  // {{/queue}}
  EventBridgeHandler,
  HTTPHandler,
  KinesisHandler,
  S3Handler,
  type S3Object,
  type S3Record,
  SNSHandler,
  // {{#queue}}
  SQSHandler,
  // {{/queue}}
} from '@alr/event';
import { type Context, Runtime, type Writer } from '@alr/runtime';

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  /** Called once, before the first event. Open connections and other things that all events share here. */
  override async init(): Promise<void> {}

  /** Called for every event. Events of a known source are passed on to the class registered for it below. */
  override async handler(event: unknown, context: Context): Promise<unknown> {
    if (wantsStream(event)) return (writer: Writer) => this.count(writer, event.stream);
    if (detectSource(event) !== undefined) return super.handler(event, context);
    this.logger.info('received', event);
    return JSON.stringify({ message: 'Hello!', input: event });
  }

  /** Streams a response: the handler returns a function that receives a writer. */
  async count(writer: Writer, to: number): Promise<void> {
    writer.setContentType('text/plain');
    for (let line = 1; line <= to; line += 1) await writer.write(`${line}\n`);
  }
}

// {{#queue}}
/** Messages from an SQS queue. Only those whose handling throws are retried. */
export class Messages extends SQSHandler {
  override onMessage(body: unknown): void {
    this.logger.info('message', body);
  }
}

// {{/queue}}
/** SNS notifications. Those in SQS messages arrive here too, unless a class is registered for SQS. */
export class Notifications extends SNSHandler {
  override onNotification(message: unknown): void {
    this.logger.info('notification', message);
  }
}

/** S3 events. Those in SQS messages arrive here too, unless a class is registered for SQS. */
export class Objects extends S3Handler {
  override onS3Event(record: S3Record, object: S3Object): void {
    this.logger.info(record.eventName, object.bucket, object.key);
  }
}

/** EventBridge events, including those of a schedule. */
export class BusEvents extends EventBridgeHandler {
  override onEvent(detailType: string, detail: unknown): void {
    this.logger.info(detailType, detail);
  }
}

/** Records from a Kinesis stream. */
export class Records extends KinesisHandler {
  override onRecord(data: unknown): void {
    this.logger.info('record', data);
  }
}

/** Changes to the items of a DynamoDB table. */
export class Changes extends DynamoDBHandler {
  override onRecord(change: DynamoDBChange): void {
    this.logger.info('change', change);
  }
}

/** HTTP requests, from the function URL or API Gateway. */
export class Requests extends HTTPHandler {
  override onRequest(request: Request): Response {
    return Response.json({ message: 'Hello!', path: new URL(request.url).pathname });
  }
}

/** HTTP requests from an Application Load Balancer. */
export class BalancedRequests extends ALBHandler {
  override onRequest(request: Request): Response {
    return Response.json({ message: 'Hello!', path: new URL(request.url).pathname });
  }
}

MyLambda.registerEventHandler(EVENT_SNS, Notifications)
  // {{#queue}}
  .registerEventHandler(EVENT_SQS, Messages)
  // {{/queue}}
  .registerEventHandler(EVENT_S3, Objects)
  .registerEventHandler(EVENT_EVENTBRIDGE, BusEvents)
  .registerEventHandler(EVENT_KINESIS, Records)
  .registerEventHandler(EVENT_DYNAMODB, Changes)
  .registerEventHandler(EVENT_HTTP, Requests)
  .registerEventHandler(EVENT_ALB, BalancedRequests);

/** Whether the event asks for a streamed response: `{ "stream": 3 }`. */
function wantsStream(event: unknown): event is { stream: number } {
  return typeof event === 'object' && event !== null && 'stream' in event && typeof event.stream === 'number';
}
