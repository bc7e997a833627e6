/** Amazon SQS, directly or through EventBridge Pipes. */
export const EVENT_SQS = 'aws:sqs';
/** Amazon SNS. */
export const EVENT_SNS = 'aws:sns';
/** Amazon S3 notifications. */
export const EVENT_S3 = 'aws:s3';
/** Amazon EventBridge: rules and schedules. */
export const EVENT_EVENTBRIDGE = 'aws:events';
/** A target group of an Application Load Balancer. */
export const EVENT_ALB = 'aws:alb';
/** A function URL, an HTTP or REST API of Amazon API Gateway, or a service of Amazon VPC Lattice. */
export const EVENT_HTTP = 'aws:http';
/** An Amazon Kinesis data stream. */
export const EVENT_KINESIS = 'aws:kinesis';
/** The stream of an Amazon DynamoDB table. */
export const EVENT_DYNAMODB = 'aws:dynamodb';
/** A WebSocket API of Amazon API Gateway. */
export const EVENT_WEBSOCKET = 'aws:websocket';
/** A Lambda authorizer of Amazon API Gateway. */
export const EVENT_AUTHORIZER = 'aws:authorizer';
/** Apache Kafka: Amazon MSK, and self-managed clusters, whose events name the source `SelfManagedKafka`. */
export const EVENT_KAFKA = 'aws:kafka';
/** The data transformation of an Amazon Data Firehose stream. */
export const EVENT_FIREHOSE = 'aws:firehose';
/** A trigger of an Amazon Cognito user pool. */
export const EVENT_COGNITO = 'aws:cognito';
/** A subscription to Amazon CloudWatch Logs. */
export const EVENT_LOGS = 'aws:logs';
/**
 * Every event that comes from none of the sources that invoke functions, such as one of AWS Step Functions or a direct
 * call.
 */
export const EVENT_ANY = '*';
