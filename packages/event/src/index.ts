import type {
  ALBEvent,
  DynamoDBRecord,
  EventBridgeEvent,
  KinesisStreamRecord,
  SNSEventRecord,
  SNSMessage,
  SQSRecord,
} from 'aws-lambda';

export { ALBHandler } from './alb-handler.ts';
export { InvalidAttributeValueError } from './attribute-value.ts';
export { BatchError, type FailedRecord } from './batch-error.ts';
export { detectSource } from './detect-source.ts';
export { type DispatchRequest, dispatchEvent } from './dispatch.ts';
export { type DynamoDBChange, DynamoDBHandler } from './dynamodb-handler.ts';
export type { Envelope, Enveloped } from './envelope.ts';
export { EventHandler, type EventHandlerClass, type Invocation } from './event-handler.ts';
export {
  EVENT_ALB,
  EVENT_DYNAMODB,
  EVENT_EVENTBRIDGE,
  EVENT_HTTP,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
} from './event-source.ts';
export { EventBridgeHandler } from './eventbridge-handler.ts';
export type { HTTPEvent } from './http/request-form.ts';
export { HTTPHandler } from './http-handler.ts';
export { KinesisHandler } from './kinesis-handler.ts';
export { MixedSourcesError } from './mixed-sources-error.ts';
export { type BodyKind, InvalidPayloadError } from './payload.ts';
export { type Failure, type Order, RecordNotStartedError } from './run-records.ts';
export { S3Handler } from './s3-handler.ts';
export { InvalidS3RecordError, type S3Object, type S3Record } from './s3-record.ts';
export { SchemaError, type SchemaIssue, type StandardSchema } from './schema.ts';
export { SNSHandler } from './sns-handler.ts';
export { SQSHandler } from './sqs-handler.ts';
export type { TumblingWindow, WindowState } from './stream-batch.ts';
export { UnhandledEventError } from './unhandled-event-error.ts';
export type { ALBEvent, DynamoDBRecord, EventBridgeEvent, KinesisStreamRecord, SNSEventRecord, SNSMessage, SQSRecord };
