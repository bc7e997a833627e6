// The types of this package need those of Node, which TypeScript 7 loads only on request.
/// <reference types="node" preserve="true" />
import type {
  ALBEvent,
  CloudWatchLogsLogEvent,
  CreateAuthChallengeTriggerEvent,
  CustomEmailSenderTriggerEvent,
  CustomMessageTriggerEvent,
  CustomSMSSenderTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  DynamoDBRecord,
  EventBridgeEvent,
  InboundFederationTriggerEvent,
  KinesisStreamRecord,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  PreTokenGenerationV3TriggerEvent,
  SNSEventRecord,
  SNSMessage,
  SQSRecord,
  UserMigrationTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';
import type { RecordFailure, RecordOrder } from './batch/run-records.ts';
import type { HandlerInit } from './handler/event-handler.ts';
import type { PayloadFormat } from './payload/payload.ts';

export type { DispatchRequest, EventHandlerClass } from '@alr/context';
export type { AuthorizerContext, AuthorizerDecision } from './api-gateway/authorizer-decision.ts';
export { AuthorizerHandler } from './api-gateway/authorizer-handler.ts';
export type { AuthorizerEvent, AuthorizerRequest } from './api-gateway/authorizer-request.ts';
export { type WebSocketEvent, WebSocketHandler, type WebSocketResponse } from './api-gateway/websocket-handler.ts';
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
export type { LatticeEvent, LatticeEventV1, LatticeEventV2 } from './http/lattice-event.ts';
export { convertResponse as responseToResult } from './http/lazy-conversion.ts';
export type { HTTPEvent } from './http/request-form.ts';
export type { RequestInput, RequestSchemas } from './http/request-schemas.ts';
export type { Envelope, Enveloped } from './messages/envelope.ts';
export { SNSHandler } from './messages/sns-handler.ts';
export { SQSHandler } from './messages/sqs-handler.ts';
export type { DataFormat } from './payload/binary-payload.ts';
export { decodeLogs, type LogGroup, type LogRecord } from './payload/log-data.ts';
export { InvalidPayloadError, type PayloadFormat } from './payload/payload.ts';
export { SchemaError, type SchemaIssue, type StandardSchema } from './payload/schema.ts';
export { type CognitoEvent, CognitoHandler, type CognitoResponse } from './service-events/cognito-handler.ts';
export { EventBridgeHandler } from './service-events/eventbridge-handler.ts';
export { LogsHandler } from './service-events/logs-handler.ts';
export { S3Handler } from './service-events/s3-handler.ts';
export { InvalidS3RecordError, type S3Object, type S3Record } from './service-events/s3-record.ts';
export { detectSource, MixedSourcesError } from './source/detect-source.ts';
export {
  EVENT_ALB,
  EVENT_ANY,
  EVENT_AUTHORIZER,
  EVENT_COGNITO,
  EVENT_DYNAMODB,
  EVENT_EVENTBRIDGE,
  EVENT_FIREHOSE,
  EVENT_HTTP,
  EVENT_KAFKA,
  EVENT_KINESIS,
  EVENT_LOGS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
  EVENT_WEBSOCKET,
} from './source/event-source.ts';
export { UnhandledEventError } from './source/unhandled-event.ts';
export { InvalidAttributeValueError } from './streams/attribute-value.ts';
export { type DynamoDBChange, DynamoDBHandler } from './streams/dynamodb-handler.ts';
export { FirehoseHandler } from './streams/firehose-handler.ts';
export type { FirehoseMetadata, FirehoseRecord, FirehoseResult } from './streams/firehose-result.ts';
export { KafkaHandler } from './streams/kafka-handler.ts';
export type { KafkaBytes, KafkaRecord, KafkaSchemaMetadata, RawKafkaRecord } from './streams/kafka-record.ts';
export { KinesisHandler, type KinesisRecord } from './streams/kinesis-handler.ts';
export type { TumblingWindow, WindowState } from './streams/tumbling-window.ts';
export type {
  ALBEvent,
  CloudWatchLogsLogEvent,
  CreateAuthChallengeTriggerEvent,
  CustomEmailSenderTriggerEvent,
  CustomMessageTriggerEvent,
  CustomSMSSenderTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  DynamoDBRecord,
  EventBridgeEvent,
  InboundFederationTriggerEvent,
  KinesisStreamRecord,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  PreTokenGenerationV3TriggerEvent,
  SNSEventRecord,
  SNSMessage,
  SQSRecord,
  UserMigrationTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
};

/** @deprecated Use `RecordOrder`. Will be removed in 2.0. */
export type Order<Item> = RecordOrder<Item>;
/** @deprecated Use `RecordFailure`. Will be removed in 2.0. */
export type Failure = RecordFailure;
/** @deprecated Use `HandlerInit`. Will be removed in 2.0. */
export type Invocation = HandlerInit;
/** @deprecated Use `PayloadFormat`. Will be removed in 2.0. */
export type BodyKind = PayloadFormat;
