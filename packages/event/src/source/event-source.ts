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
/** A function URL, or an HTTP or REST API of Amazon API Gateway. */
export const EVENT_HTTP = 'aws:http';
/** An Amazon Kinesis data stream. */
export const EVENT_KINESIS = 'aws:kinesis';
/** The stream of an Amazon DynamoDB table. */
export const EVENT_DYNAMODB = 'aws:dynamodb';
/** Every event that has none of the sources that invoke functions, such as one of AWS Step Functions or a direct call. */
export const EVENT_ANY = '*';
