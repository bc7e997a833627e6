import { sampleNames } from './sample-event.ts';
import type { SampleOptions } from './sample-options.ts';

/** A field of a form for sample events. */
export interface SampleField {
  /** The member of {@link SampleOptions}. */
  readonly name: keyof SampleOptions;
  readonly type: 'text' | 'texts' | 'body' | 'headers' | 'number' | 'pairs' | 'flag';
  readonly label: string;
  /** How it is written, or an example. It stands in the empty field. */
  readonly hint?: string;
  readonly choices?: readonly string[];
}

/** A kind of sample event, and the options that change it. */
export interface SampleForm {
  readonly kind: string;
  /** For people, such as `S3 in SQS`. */
  readonly title: string;
  readonly fields: readonly SampleField[];
}

const fields = {
  records: { type: 'number', label: 'Number of records' },
  bodies: { type: 'texts', label: 'Bodies', hint: 'one per line' },
  bucket: { type: 'text', label: 'Bucket' },
  keys: { type: 'texts', label: 'Keys', hint: 'one per line' },
  operation: { type: 'text', label: 'Operation', hint: 'ObjectCreated:Put' },
  queue: { type: 'text', label: 'Queue' },
  groups: { type: 'texts', label: 'Message groups', hint: 'one per line' },
  stream: { type: 'text', label: 'ARN of the stream' },
  topic: { type: 'text', label: 'Topic' },
  subject: { type: 'text', label: 'Subject' },
  attributes: { type: 'pairs', label: 'Attributes', hint: 'NAME=VALUE' },
  detailType: { type: 'text', label: 'Detail type' },
  eventSource: { type: 'text', label: 'Source' },
  change: { type: 'text', label: 'Change', choices: ['INSERT', 'MODIFY', 'REMOVE'] },
  route: { type: 'text', label: 'Route', hint: '$connect' },
  token: { type: 'text', label: 'Token' },
  trigger: { type: 'text', label: 'Source of the trigger', hint: 'PreSignUp_SignUp' },
  logGroup: { type: 'text', label: 'Log group' },
  method: { type: 'text', label: 'Method', hint: 'GET' },
  path: { type: 'text', label: 'Path and query', hint: '/orders?limit=2' },
  headers: { type: 'headers', label: 'Headers', hint: 'NAME: VALUE' },
  multiValueHeaders: { type: 'flag', label: 'Multi-value headers' },
} as const satisfies Partial<Record<keyof SampleOptions, Omit<SampleField, 'name'>>>;

/** The body of a request is the only one. */
const body = { name: 'bodies', type: 'body', label: 'Body' } as const;

type FieldName = keyof typeof fields | 'body';

const sqs: readonly FieldName[] = ['bodies', 'records', 'queue', 'groups', 'attributes'];
const sns: readonly FieldName[] = ['bodies', 'records', 'topic', 'subject', 'attributes'];
const s3: readonly FieldName[] = ['bucket', 'keys', 'operation', 'records'];
const request: readonly FieldName[] = ['method', 'path', 'body', 'headers'];
const kafka: readonly FieldName[] = ['bodies', 'keys', 'records', 'topic', 'attributes'];

/** The fields of the kinds that are not nested in others. What is not listed has none. */
const ofKind: Readonly<Record<string, readonly FieldName[]>> = {
  sqs,
  sns,
  s3,
  's3-test': ['bucket'],
  eventbridge: ['bodies', 'detailType', 'eventSource'],
  'eventbridge-s3': ['bucket', 'keys'],
  kinesis: ['bodies', 'records', 'stream'],
  'kinesis-aggregated': ['bodies', 'records', 'stream'],
  dynamodb: ['bodies', 'records', 'change', 'stream'],
  url: request,
  'http-api': request,
  'rest-api': request,
  alb: [...request, 'multiValueHeaders'],
  lattice: request,
  'lattice-v1': request,
  websocket: ['bodies', 'route'],
  'authorizer-token': ['token'],
  'authorizer-request': ['token', 'method', 'path'],
  'authorizer-http': ['token', 'method', 'path'],
  kafka,
  'kafka-self-managed': kafka,
  firehose: ['bodies', 'records'],
  cognito: ['trigger'],
  logs: ['bodies', 'records', 'logGroup'],
  'logs-in-kinesis': ['bodies', 'logGroup'],
};

/** What the sources are called. */
const titles: Readonly<Record<string, string>> = {
  sqs: 'SQS',
  sns: 'SNS',
  s3: 'S3',
  's3-test': 'S3 test event',
  eventbridge: 'EventBridge',
  'eventbridge-s3': 'S3 through EventBridge',
  schedule: 'EventBridge schedule',
  scheduler: 'EventBridge Scheduler',
  kinesis: 'Kinesis',
  'kinesis-aggregated': 'Kinesis, aggregated',
  dynamodb: 'DynamoDB stream',
  url: 'Function URL',
  'http-api': 'HTTP API',
  'rest-api': 'REST API',
  alb: 'Load balancer',
  lattice: 'VPC Lattice',
  'lattice-v1': 'VPC Lattice 1.0',
  websocket: 'WebSocket API',
  'authorizer-token': 'Authorizer of a token',
  'authorizer-request': 'Authorizer of a request',
  'authorizer-http': 'Authorizer of an HTTP API',
  kafka: 'Kafka (MSK)',
  'kafka-self-managed': 'Kafka, self-managed',
  firehose: 'Firehose',
  cognito: 'Cognito',
  logs: 'CloudWatch Logs',
  'logs-control': 'CloudWatch Logs control message',
};

/** The kinds of sample events, and a form for each. */
export function sampleForms(): readonly SampleForm[] {
  return sampleNames.map((kind) => ({
    kind,
    title: titleOf(kind),
    fields: fieldsOf(kind).map((name) => (name === 'body' ? body : { name, ...fields[name] })),
  }));
}

function titleOf(kind: string): string {
  return kind
    .split('-in-')
    .map((each) => titles[each] ?? each)
    .join(' in ');
}

function fieldsOf(kind: string): readonly FieldName[] {
  const [, content, carrier = ''] = /^(.+?)-in-(sqs|sns|sns-in-sqs)$/.exec(kind) ?? [];
  if (content === undefined) return ofKind[kind] ?? [];
  // The messages carry the content, so their bodies cannot be chosen.
  const carriers = carrier.split('-in-').flatMap((each) => ofKind[each] ?? []);
  const own = content === 'sns' ? sns : (ofKind[content] ?? []);
  return [...new Set([...own, ...carriers.filter((name) => name !== 'bodies' && name !== 'attributes')])];
}
