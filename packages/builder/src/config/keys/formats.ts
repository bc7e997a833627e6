/** The format of a text. */
export interface Format {
  readonly pattern: string;
  /** Describes the pattern; completes "must be ...". */
  readonly expected: string;
}

/**
 * The formats of texts. The limits are those in the API reference of each AWS service. The patterns are valid both in
 * JavaScript (with the flag `u`) and in JSON Schema.
 */
const formats = {
  text: { pattern: '^[\\s\\S]*$', expected: 'text' },
  path: { pattern: '^[^\\0]+$', expected: 'a path, relative to the configuration file' },
  handler: {
    pattern: '^[^\\s\\p{Cc}\'"`\\\\]+$',
    expected: 'a module and an export, such as app.MyLambda or ./src/app.ts, without spaces, quotes and backslashes',
  },
  option: { pattern: '^\\S[\\s\\S]*$', expected: 'an option, such as --network=host' },
  project: { pattern: '^[A-Za-z0-9_-]{1,64}$', expected: '1 to 64 letters, digits, "-" or "_"' },
  stage: {
    pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$',
    expected: 'a stage: 1 to 64 letters, digits, ".", "-" or "_", starting with a letter or a digit',
  },
  'image reference': {
    pattern: '^[a-z0-9][A-Za-z0-9._:/@-]*$',
    expected: 'an image reference, such as debian:trixie-slim',
  },
  repository: {
    pattern: '^(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]+)*/)*[a-z0-9]+([._-][a-z0-9]+)*$',
    expected: 'an ECR repository name: 2 to 256 lower-case letters and digits, with ".", "_", "-" or "/" between them',
  },
  'function name': {
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    expected: 'a function name: 1 to 64 letters, digits, "-" or "_"',
  },
  'function key': {
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    expected: 'the name of a function: 1 to 64 letters, digits, "-" or "_"',
  },
  'trigger name': {
    pattern: '^[A-Za-z0-9_-]{1,40}$',
    expected: 'the name of a trigger: 1 to 40 letters, digits, "-" or "_"',
  },
  alias: {
    pattern: '^(?![0-9]+$)[A-Za-z0-9_-]{1,128}$',
    expected: 'an alias: 1 to 128 letters, digits, "-" or "_", and not a number',
  },
  'role name': {
    pattern: '^[A-Za-z0-9_+=,.@-]{1,64}$',
    expected: 'a role name: 1 to 64 letters, digits or any of "_+=,.@-"',
  },
  'role arn': {
    pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/([!-~]+/)?[A-Za-z0-9_+=,.@-]{1,64}$',
    expected: 'the ARN of a role, such as arn:aws:iam::123456789012:role/NAME',
  },
  'environment name': {
    pattern: '^[A-Za-z][A-Za-z0-9_]+$',
    expected: 'a letter, then at least one more letter, digit or "_"',
  },
  'tag name': {
    pattern: '^(?!aws:|alr:)[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}$',
    expected: '1 to 128 letters, digits, spaces or any of "_.:/=+@-", not starting with "aws:" or "alr:"',
  },
  'tag value': {
    pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}$',
    expected: 'at most 256 letters, digits, spaces or any of "_.:/=+@-"',
  },
  subnet: { pattern: '^subnet-[0-9a-f]{8,17}$', expected: 'a subnet id, such as subnet-0123456789abcdef0' },
  'security group': {
    pattern: '^sg-[0-9a-f]{8,17}$',
    expected: 'a security group id, such as sg-0123456789abcdef0',
  },
  region: { pattern: '^[a-z]{2,4}(-[a-z]+)+-[0-9]+$', expected: 'a region, such as eu-central-1' },
  account: { pattern: '^[0-9]{12}$', expected: 'an account id of 12 digits' },
  profile: { pattern: '^\\S+$', expected: 'the name of a profile in ~/.aws/config, without spaces' },
  bucket: {
    pattern:
      '^(?!xn--|sthree-|amzn-s3-demo-|[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+$)(?!.*(\\.\\.|-s3alias$|--ol-s3$|\\.mrap$|--x-s3$|--table-s3$))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    expected:
      'a bucket name: 3 to 63 lower-case letters, digits, "." or "-", not an IP address, and without the prefixes and suffixes that S3 reserves',
  },
  's3 event': {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
    pattern:
      '^s3:(ObjectCreated:(\\*|Put|Post|Copy|CompleteMultipartUpload)|ObjectRemoved:(\\*|Delete|DeleteMarkerCreated)|ObjectRestore:(\\*|Post|Completed|Delete)|ReducedRedundancyLostObject|Replication:(\\*|OperationFailedReplication|OperationMissedThreshold|OperationReplicatedAfterThreshold|OperationNotTracked)|LifecycleExpiration:(\\*|Delete|DeleteMarkerCreated)|LifecycleTransition|IntelligentTiering|ObjectTagging:(\\*|Put|Delete)|ObjectAcl:Put)$',
    expected: 'an S3 event type, such as s3:ObjectCreated:* or s3:ObjectRemoved:Delete',
  },
  'key prefix': { pattern: '^[\\s\\S]{0,1024}$', expected: 'at most 1024 characters' },
  queue: {
    pattern: '^(arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:)?(?=.{1,80}$)[A-Za-z0-9_-]+(\\.fifo)?$',
    expected:
      'a queue name (not a URL): 1 to 80 letters, digits, "-" or "_", including .fifo at the end for a FIFO queue; or the ARN of an existing queue',
  },
  'queue name': {
    pattern: '^(?=.{1,80}$)[A-Za-z0-9_-]+$',
    expected: 'the name of a standard queue: 1 to 80 letters, digits, "-" or "_"',
  },
  'local queue': {
    pattern: '^(?=.{1,80}$)[A-Za-z0-9_-]+(\\.fifo)?$',
    expected: 'the name of a queue: 1 to 80 letters, digits, "-" or "_", including .fifo at the end for a FIFO queue',
  },
  'local topic': {
    pattern: '^(?=.{1,256}$)[A-Za-z0-9_-]+(\\.fifo)?$',
    expected: 'the name of a topic: 1 to 256 letters, digits, "-" or "_", including .fifo at the end for a FIFO topic',
  },
  'local stream': {
    pattern: '^[A-Za-z0-9_.-]{1,128}$',
    expected: 'the name of a stream: 1 to 128 letters, digits or any of "_.-"',
  },
  'destination arn': {
    pattern:
      '^arn:aws[a-z-]*:(sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+|sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+|lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[$A-Za-z0-9_-]+)?|events:[a-z0-9-]+:[0-9]{12}:event-bus/[/A-Za-z0-9._-]+|s3:::[a-z0-9.-]+)$',
    expected:
      'the ARN of a standard queue, a standard topic, a function, an event bus or a bucket, such as arn:aws:sqs:eu-central-1:123456789012:NAME (for the name of a queue, write { queue: NAME })',
  },
  'kms key arn': {
    pattern: '^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$',
    expected: 'the ARN of a KMS key, such as arn:aws:kms:eu-central-1:123456789012:key/ID; not of an alias',
  },
  'role path': {
    pattern: '^/([!-.0-~]+/)*$',
    expected: 'a path that starts and ends with "/", such as /service/',
  },
  'policy arn': {
    pattern: '^arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/([!-~]+/)?[A-Za-z0-9_+=,.@-]{1,128}$',
    expected: 'the ARN of a managed policy, such as arn:aws:iam::123456789012:policy/NAME',
  },
  schedule: {
    pattern:
      '^(rate\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\)|cron\\([^ ()]+( [^ ()]+){5}\\))$',
    expected: 'a schedule, such as rate(1 day), rate(5 minutes) or cron(0 12 * * ? *)',
  },
  time: {
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$',
    expected: 'a date and time without a time zone, such as 2030-01-31T08:00:00',
  },
  'time zone': { pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,49}$', expected: 'a time zone, such as Europe/Berlin or UTC' },
  'event bus': {
    pattern: '^(arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/)?[/.A-Za-z0-9_-]{1,256}$',
    expected: 'the name of an event bus: 1 to 256 letters, digits or any of "/._-"; or its ARN',
  },
  rule: { pattern: '^[A-Za-z0-9._-]{1,64}$', expected: 'a rule name: 1 to 64 letters, digits, ".", "-" or "_"' },
  topic: {
    pattern: '^(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:)?(?=.{1,256}$)[A-Za-z0-9_-]+(\\.fifo)?$',
    expected:
      'a topic name: 1 to 256 letters, digits, "-" or "_", including .fifo at the end for a FIFO topic; or the ARN of an existing topic',
  },
  'listener arn': {
    pattern: '^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:listener/app/[^/]+/[^/]+/[^/]+$',
    expected:
      "the ARN of an Application Load Balancer's listener, such as arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/NAME/ID/ID",
  },
  'path pattern': {
    pattern: '^[/*][A-Za-z0-9_.$/~"\'@:+&*?-]{0,127}$',
    expected: 'a path or pattern of at most 128 characters that starts with "/" or "*", such as /build or /api/*',
  },
  'host pattern': {
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
    pattern: '^(?=.{1,128}$)[A-Za-z0-9.*?-]*\\.[A-Za-z*?]+$',
    expected:
      'a host name or pattern of at most 128 characters, with letters after the last ".", such as shop.example.org or *.example.org',
  },
  'stream arn': {
    pattern:
      '^arn:aws[a-z-]*:(kinesis:[a-z0-9-]+:[0-9]{12}:stream/[A-Za-z0-9_.-]+|dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]+/stream/\\S+)$',
    expected:
      'the ARN of a stream, such as arn:aws:kinesis:eu-central-1:123456789012:stream/NAME or arn:aws:dynamodb:eu-central-1:123456789012:table/NAME/stream/LABEL',
  },
  route: {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    pattern:
      '^(\\$default|(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /(([^\\s{}/?#,]+|\\{[A-Za-z0-9._:-]+\\})/)*([^\\s{}/?#,]+|\\{[A-Za-z0-9._:-]+\\}|\\{[A-Za-z0-9._:-]+\\+\\})?)$',
    expected:
      'a method (or ANY) and a path, in which {name} is a parameter and {name+} at the end is the rest of the path, such as GET /orders/{id} or ANY /files/{path+}; or $default',
  },
  origin: { pattern: '^(\\*|https?://\\S+)$', expected: '"*" or an origin, such as https://example.org' },
  'http method': {
    pattern: '^(\\*|GET|PUT|HEAD|POST|PATCH|DELETE)$',
    expected: '"*" or one of GET, PUT, HEAD, POST, PATCH, DELETE',
  },
  'header name': { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", expected: 'a header name, or "*"' },
} as const;

/** The name of a text format. */
export type FormatName = keyof typeof formats;

/** The definition of a format. */
export function formatOf(name: FormatName): Format {
  return formats[name];
}
