import {
  ALBHandler,
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
  SNSHandler,
  // {{#queue}}
  SQSHandler,
  // {{/queue}}
} from '@alr/event';
import { Runtime } from '@alr/runtime';

/** The function: `image.handler` in lambda.yaml names it. */
export class MyLambda extends Runtime {
  /** Called once, before the first event: open here what all events share. */
  async init() {}

  /** Every event comes in here. Those of a source go on to the class that is registered for it, below. */
  async handler(event, context) {
    if (wantsStream(event)) return (writer) => this.count(writer, event.stream);
    if (detectSource(event) !== undefined) return super.handler(event, context);
    this.logger.info('received', event);
    return JSON.stringify({ message: 'Hello!', input: event });
  }

  /** A streaming answer: a function that gets a writer. */
  async count(writer, to) {
    writer.setContentType('text/plain');
    for (let line = 1; line <= to; line += 1) await writer.write(`${line}\n`);
  }
}

// {{#queue}}
/** Each message of a queue. One that throws is tried again, the others are not. */
export class Messages extends SQSHandler {
  onMessage(body) {
    this.logger.info('message', body);
  }
}

// {{/queue}}
/** Each notification of a topic; in a queue's messages too, where no class is registered for those. */
export class Notifications extends SNSHandler {
  onNotification(message) {
    this.logger.info('notification', message);
  }
}

/** Each event of a bucket; in a queue's messages too, where no class is registered for those. */
export class Objects extends S3Handler {
  onS3Event(record, object) {
    this.logger.info(record.eventName, object.bucket, object.key);
  }
}

/** A schedule, or an event of an event bus. */
export class BusEvents extends EventBridgeHandler {
  onEvent(detailType, detail) {
    this.logger.info(detailType, detail);
  }
}

/** Each record of a Kinesis stream. */
export class Records extends KinesisHandler {
  onRecord(data) {
    this.logger.info('record', data);
  }
}

/** Each change of a DynamoDB table. */
export class Changes extends DynamoDBHandler {
  onRecord(change) {
    this.logger.info('change', change);
  }
}

/** A request to the function URL, or through API Gateway. */
export class Requests extends HTTPHandler {
  onRequest(request) {
    return Response.json({ message: 'Hello!', path: new URL(request.url).pathname });
  }
}

/** A request through a load balancer. */
export class BalancedRequests extends ALBHandler {
  onRequest(request) {
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

/** `{ "stream": 3 }` asks for the streaming answer. */
function wantsStream(event) {
  return typeof event === 'object' && event !== null && 'stream' in event && typeof event.stream === 'number';
}
