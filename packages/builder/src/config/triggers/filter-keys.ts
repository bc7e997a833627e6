import { mappingDialect, topicDialect } from '../../events/patterns/dialects.ts';
import { describePath, isJsonObject, isLeaf, type JsonValue, type PatternPath } from '../../events/patterns/pattern.ts';
import { choice, eventPatterns } from '../keys/key.ts';
import type { KeyProblem } from '../read/problem.ts';
import { checkFields, checkPattern, fieldsOf } from '../validate/pattern-rules.ts';

/** The key of a filter: for a queue or a stream, patterns of which a record must match one. */
const filter = eventPatterns({
  env: 'EVENT_FILTER',
  description:
    'Handle only what matches: one or more patterns of records for sqs, s3-sqs, kinesis and dynamodb, and one filter policy for sns and sns-sqs. Lambda deletes messages of a queue that do not match.',
});

/** The key of a filter of records. */
export const recordFilterKeys = { filter } as const;

/** The keys of the filter policy of a subscription. */
export const filterPolicyKeys = {
  filter,
  filterScope: choice({
    choices: ['attributes', 'body'],
    env: 'FILTER_SCOPE',
    default: 'attributes',
    description: 'Whether the filter is about the attributes of a message, or about its body, which is then JSON.',
  }),
} as const;

const KEY = 'trigger.filter';

const common = ['eventSource', 'eventSourceARN', 'awsRegion'];
const recordFields = {
  sqs: ['body', 'messageId', 'receiptHandle', 'attributes', 'messageAttributes', 'md5OfBody', ...common],
  kinesis: ['data', 'kinesis', 'eventID', 'eventName', 'eventVersion', 'invokeIdentityArn', 'partitionKey', ...common],
  dynamodb: ['dynamodb', 'eventID', 'eventName', 'eventVersion', 'userIdentity', ...common],
} as const;

function fieldsOfRecords(type: keyof typeof recordFields) {
  const known = recordFields[type];
  const advice = (name: string) => `write { ${known[0]}: { ${name}: … } } for a field of its content`;
  return { known, events: `a record of ${type}`, advice };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const MAX_FILTERS = 10;
const MAX_FILTER_LENGTH = 4096;

/** Checks the patterns of an event source mapping. */
export function* checkRecordFilter(type: keyof typeof recordFields, patterns: readonly string[]): Iterable<KeyProblem> {
  if (patterns.length > MAX_FILTERS) {
    yield { keys: [KEY], message: `${KEY} has ${patterns.length} patterns: Lambda allows ${MAX_FILTERS}` };
  }
  for (const [index, json] of patterns.entries()) {
    const at = patterns.length === 1 ? [] : [index];
    yield* checkPattern(KEY, json, mappingDialect, at);
    if (json.length > MAX_FILTER_LENGTH) {
      const message = `${describePath(KEY, at)} has ${json.length} characters as JSON: Lambda allows ${MAX_FILTER_LENGTH}`;
      yield { keys: [KEY], within: at, message };
    }
    yield* checkFields(KEY, json, fieldsOfRecords(type), at);
    if (type === 'dynamodb') yield* checkNumbers(JSON.parse(json) as JsonValue, at);
  }
}

/** DynamoDB writes numbers as texts, so a comparison with a number would discard all records. */
function* checkNumbers(value: JsonValue, at: PatternPath): Iterable<KeyProblem> {
  if (isLeaf(value)) return;
  for (const [name, part] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(name) : name];
    const isNumber = (item: JsonValue) => typeof item === 'number' || (isJsonObject(item) && 'numeric' in item);
    if (name === 'N' && Array.isArray(part) && part.some(isNumber)) {
      const message = `${describePath(KEY, path)} compares numbers, but DynamoDB writes them as texts: ["5"] instead of [5]`;
      yield { keys: [KEY], within: path, message };
    } else yield* checkNumbers(part, path);
  }
}

/** Finds filters of records that may not be what was intended. */
export function* findRecordFilterWarnings(
  type: keyof typeof recordFields,
  patterns: readonly string[],
): Iterable<KeyProblem> {
  if (patterns.length > 5) {
    const message = `${KEY} has ${patterns.length} patterns: AWS allows five unless you request a higher quota`;
    yield { keys: [KEY], message };
  }
  const [content] = recordFields[type];
  const others = patterns.flatMap((json) => fieldsOf(JSON.parse(json) as JsonValue)).filter((name) => name !== content);
  if (type !== 'sqs' || others.length === 0) return;
  yield { keys: [KEY], message: `${KEY} is about ${others.join(', ')}: AWS documents filters of ${content} only` };
}

/** The limits of SNS; see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html. */
const MAX_FIELDS = 5;
const MAX_COMBINATIONS = 150;

/** Checks the filter policy of a subscription. */
export function* checkFilterPolicy({
  filter: policies,
  filterScope,
}: {
  readonly filter: readonly string[];
  readonly filterScope: string;
}): Iterable<KeyProblem> {
  const [json, ...others] = policies;
  if (json === undefined) return;
  if (others.length > 0) {
    const message = `${KEY} has ${policies.length} patterns, but a subscription has one filter policy: combine them with $or`;
    yield { keys: [KEY], within: [1], message };
    return;
  }
  yield* checkPattern(KEY, json, topicDialect);
  const policy = JSON.parse(json) as JsonValue;
  if (!isJsonObject(policy)) return;
  const nested = Object.entries(policy).find(([, value]) => isJsonObject(value))?.[0];
  if (filterScope === 'attributes' && nested !== undefined) {
    const message = `${KEY}.${nested} is a map, but attributes of messages have no parts: set trigger.filter_scope to body`;
    yield { keys: [KEY], within: [nested], message };
  }
  const lists = valueLists(policy);
  if (lists.length > MAX_FIELDS) {
    yield { keys: [KEY], message: `${KEY} names ${lists.length} fields: SNS allows ${MAX_FIELDS}` };
  }
  const combinations = lists.reduce((product, list) => product * list.length, 1);
  if (combinations > MAX_COMBINATIONS) {
    const message = `${KEY} has ${combinations} combinations of values: SNS allows ${MAX_COMBINATIONS}`;
    yield { keys: [KEY], message };
  }
}

/** The lists of values of all fields. */
function valueLists(value: JsonValue): (readonly JsonValue[])[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    if (!Array.isArray(part)) return valueLists(part);
    const list = part as readonly JsonValue[];
    return name === '$or' ? list.flatMap(valueLists) : [list];
  });
}
