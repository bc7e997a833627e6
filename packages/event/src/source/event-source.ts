/** Amazon SQS, also through EventBridge Pipes. */
export const EVENT_SQS = 'aws:sqs';
/** Amazon SNS. */
export const EVENT_SNS = 'aws:sns';
/** Notifications of Amazon S3. */
export const EVENT_S3 = 'aws:s3';
/** Amazon EventBridge: rules and schedules. */
export const EVENT_EVENTBRIDGE = 'aws:events';
/** A target group of an Application Load Balancer. */
export const EVENT_ALB = 'aws:alb';
/** A function URL, an HTTP API or a REST API of Amazon API Gateway. */
export const EVENT_HTTP = 'aws:http';
/** A data stream of Amazon Kinesis. */
export const EVENT_KINESIS = 'aws:kinesis';
/** A stream of an Amazon DynamoDB table. */
export const EVENT_DYNAMODB = 'aws:dynamodb';
