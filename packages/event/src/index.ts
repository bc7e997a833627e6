import type {
  ALBEvent,
  DynamoDBRecord,
  EventBridgeEvent,
  KinesisStreamRecord,
  SNSEventRecord,
  SNSMessage,
  SQSRecord,
} from 'aws-lambda';

export { BatchError, type FailedRecord } from './batch/batch-error.ts';
export { type Failure, type Order, RecordNotStartedError } from './batch/run-records.ts';
export type { TumblingWindow, WindowState } from './batch/stream-batch.ts';
export { detectSource } from './detect-source.ts';
export { type DispatchRequest, dispatchEvent } from './dispatch.ts';
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
export { ALBHandler } from './handlers/alb-handler.ts';
export { InvalidAttributeValueError } from './handlers/attribute-value.ts';
export { type DynamoDBChange, DynamoDBHandler } from './handlers/dynamodb-handler.ts';
export { EventBridgeHandler } from './handlers/eventbridge-handler.ts';
export { HTTPHandler } from './handlers/http-handler.ts';
export { KinesisHandler } from './handlers/kinesis-handler.ts';
export { S3Handler } from './handlers/s3-handler.ts';
export { InvalidS3RecordError, type S3Object, type S3Record } from './handlers/s3-record.ts';
export { SNSHandler } from './handlers/sns-handler.ts';
export { SQSHandler } from './handlers/sqs-handler.ts';
export type { HTTPEvent } from './http/request-form.ts';
export { MixedSourcesError } from './mixed-sources-error.ts';
export { type BodyKind, InvalidPayloadError } from './payload.ts';
export { SchemaError, type SchemaIssue, type StandardSchema } from './schema.ts';
export { UnhandledEventError } from './unhandled-event-error.ts';
export type { ALBEvent, DynamoDBRecord, EventBridgeEvent, KinesisStreamRecord, SNSEventRecord, SNSMessage, SQSRecord };
