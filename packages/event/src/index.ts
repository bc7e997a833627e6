import type {
  ALBEvent,
  DynamoDBRecord,
  EventBridgeEvent,
  KinesisStreamRecord,
  SNSEventRecord,
  SNSMessage,
  SQSRecord,
} from 'aws-lambda';
import type { RecordFailure, RecordOrder } from './batch/run-records.ts';
import type { HandlerInit } from './handler/event-handler.ts';
import type { PayloadFormat } from './payload/payload.ts';

export type { DispatchRequest, EventHandlerClass } from '@alr/context';
export { BatchError, type FailedRecord } from './batch/batch-error.ts';
export { type BatchRecord, BatchReportError, type FailRecord } from './batch/run-batch.ts';
export {
  RecordBlockedError,
  type RecordFailure,
  RecordNotStartedError,
  type RecordOrder,
} from './batch/run-records.ts';
export { dispatchEvent } from './dispatch.ts';
export { AnyHandler } from './handler/any-handler.ts';
export { EventHandler, type HandlerInit } from './handler/event-handler.ts';
export { ALBHandler } from './http/alb-handler.ts';
export { HTTPHandler } from './http/http-handler.ts';
export type { HTTPEvent } from './http/request-form.ts';
export type { RequestInput, RequestSchemas } from './http/request-schemas.ts';
export { responseToResult } from './http/response-to-result.ts';
export type { Envelope, Enveloped } from './messages/envelope.ts';
export { SNSHandler } from './messages/sns-handler.ts';
export { SQSHandler } from './messages/sqs-handler.ts';
export { InvalidPayloadError, type PayloadFormat } from './payload/payload.ts';
export { SchemaError, type SchemaIssue, type StandardSchema } from './payload/schema.ts';
export { EventBridgeHandler } from './service-events/eventbridge-handler.ts';
export { S3Handler } from './service-events/s3-handler.ts';
export { InvalidS3RecordError, type S3Object, type S3Record } from './service-events/s3-record.ts';
export { detectSource, MixedSourcesError } from './source/detect-source.ts';
export {
  EVENT_ALB,
  EVENT_ANY,
  EVENT_DYNAMODB,
  EVENT_EVENTBRIDGE,
  EVENT_HTTP,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
} from './source/event-source.ts';
export { UnhandledEventError } from './source/unhandled-event.ts';
export { InvalidAttributeValueError } from './streams/attribute-value.ts';
export { type DynamoDBChange, DynamoDBHandler } from './streams/dynamodb-handler.ts';
export { KinesisHandler, type KinesisRecord } from './streams/kinesis-handler.ts';
export type { TumblingWindow, WindowState } from './streams/tumbling-window.ts';
export type { ALBEvent, DynamoDBRecord, EventBridgeEvent, KinesisStreamRecord, SNSEventRecord, SNSMessage, SQSRecord };

/** @deprecated Use `RecordOrder`. Will be removed in 2.0. */
export type Order<Item> = RecordOrder<Item>;
/** @deprecated Use `RecordFailure`. Will be removed in 2.0. */
export type Failure = RecordFailure;
/** @deprecated Use `HandlerInit`. Will be removed in 2.0. */
export type Invocation = HandlerInit;
/** @deprecated Use `PayloadFormat`. Will be removed in 2.0. */
export type BodyKind = PayloadFormat;
