import { chunk, invocation, stream, summary } from './invocation-schemas.ts';
import {
  anything,
  type JsonSchema,
  list,
  number,
  type ObjectSchema,
  object,
  oneOf,
  record,
  text,
} from './json-schema.ts';
import { clock, state } from './state-schemas.ts';
import { TIME } from './time.ts';

const difference = object({ path: text() }, { before: anything, after: anything });

const message = object(
  {
    messageId: text(),
    body: text(),
    state: oneOf('visible', 'hidden', 'delayed'),
    receiveCount: number(),
    visibleAt: number(TIME),
    sentAt: number(TIME),
  },
  {
    attributes: record(object({ type: text(), value: text('In base64 if the type is Binary') })),
    groupId: text(),
    deadLetterSource: text('The queue in which it has failed'),
  },
);

/** The schemas that several requests use, by the names that references have. */
export const namedSchemas = {
  Summary: summary,
  Invocation: invocation,
  State: state,
  Queue: object({
    name: text(),
    url: text(),
    arn: text(),
    count: number('Of all messages'),
    messages: list(message),
  }),
  Message: message,
  Bucket: object({
    name: text(),
    count: number('Of all objects'),
    objects: list(
      object(
        { key: text(), size: number('Bytes'), modifiedAt: number(TIME), eTag: text() },
        { contentType: text(), metadata: record(text()) },
      ),
    ),
  }),
  Faults: object({ faults: list(text()) }, { seed: number('Repeats the random ones') }),
  Event: {
    ...object(
      {
        seq: number('Its number'),
        time: text('When it happened by the clock of the emulator, as ISO 8601'),
        type: text(),
      },
      { function: text('Of an event of a function, if there are several functions') },
    ),
    description: 'Has the other members that events of `alr-builder local --json` have',
    additionalProperties: true,
  },
  Replay: object(
    {
      of: text('The request id of the earlier invocation, or the name of the event'),
      function: text(),
      id: number('The number of this replay in the history'),
      requestId: text(),
      status: oneOf('same', 'differs', 'succeeded', 'failed'),
      differences: list(difference),
    },
    { response: anything, error: anything },
  ),
  Comparison: object({
    before: number('The numbers of the invocations'),
    after: number(),
    response: list(difference),
    calls: list(difference, 'In the calls of services of AWS'),
  }),
  SampleForms: object({
    samples: list(
      object({
        kind: text(),
        title: text('For people, such as `S3 in SQS`'),
        fields: list(
          object(
            { name: text(), type: oneOf('text', 'texts', 'body', 'headers', 'number', 'pairs', 'flag'), label: text() },
            { choices: list(text()), hint: text('How it is written, or an example') },
          ),
        ),
      }),
    ),
  }),
  SavedEvents: object({
    events: list(
      object(
        { name: text('Of its file, without `.json`') },
        { function: text(), event: anything, problem: text('Why it cannot be used') },
      ),
    ),
  }),
  Skipped: object(
    {
      ms: number('How far the clock has moved'),
      now: number(TIME),
      invocations: number('How many have ended meanwhile'),
    },
    { nextDue: number(TIME) },
  ),
  Sent: object(
    {
      to: text(),
      kind: oneOf('queue', 'topic', 'bus', 'bucket', 'stream'),
      ids: list(text(), 'The ids of messages or events, the keys of objects, or the sequence numbers of records'),
    },
    { unmatched: number('How many of them nothing gets') },
  ),
  Invoked: object({ id: number(), requestId: text(), status: oneOf('success', 'error', 'timeout') }),
  Session: object({
    createdAt: text('As ISO 8601'),
    versions: object({ builder: text(), node: text(), platform: text(), arch: text() }),
    clock,
    faults: object({ faults: list(text()) }, { seed: number() }),
    functions: list({ ...object({ key: text(), functionName: text() }), additionalProperties: true }),
    events: list({ type: 'object' }, 'The last 1,000, oldest first'),
    invocations: list(invocation, 'Newest first'),
    omittedInvocations: number('How many there was no room for'),
  }),
  Chunk: chunk,
  Stream: stream,
  Error: object({ error: object({ message: text('What is wrong, and what to do') }) }),
} as const satisfies Readonly<Record<string, ObjectSchema>>;

/** A reference to a schema, whose name is checked. */
export function schemaOf(name: keyof typeof namedSchemas): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** What a request gets that has nothing to say. */
export const nothing: JsonSchema = object({});
