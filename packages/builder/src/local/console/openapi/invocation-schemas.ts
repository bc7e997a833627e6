import { anything, described, flag, list, number, object, oneOf, record, text } from './json-schema.ts';
import { TIME } from './time.ts';

const span = object(
  {
    id: text('16 hexadecimal digits'),
    name: text(),
    kind: oneOf('internal', 'server', 'client', 'producer', 'consumer'),
    startMs: number('Since the invocation was sent'),
    durationMs: number(),
  },
  {
    parentId: text('Of another span, or of the invocation'),
    error: text('Missing if it succeeded'),
    attributes: record({ type: ['string', 'number', 'boolean'] }),
  },
);

const requiredOfSummary = {
  id: number('Its number in the history. Attempts of the same event share their request id, but not this'),
  requestId: text(),
  function: text('The name of the function in the project'),
  source: oneOf(
    'invoke',
    'event',
    'http',
    'replay',
    's3',
    'sqs',
    'kinesis',
    'dynamodb',
    'sns',
    'eventbridge',
    'schedule',
  ),
  status: oneOf('success', 'error', 'timeout'),
  startedAt: number(TIME),
  durationMs: number(),
  attempt: number('1, or more if an asynchronous event is retried'),
  pinned: flag(),
};
const optionalOfSummary = {
  about: text('What its event is about, such as `POST /orders` or `2 records from jobs`; or how it begins'),
  statusCode: number('The HTTP status of the response to a request'),
  returned: number('How many records of its batch will be delivered again, although the function succeeded'),
  replayOf: text('What a replay repeats: a request id, or the name of a file'),
  ignore: list(text(), 'The paths that its replays ignore'),
  lastReplay: described(
    object({
      id: number('The invocation that the replay was'),
      differs: list(text(), 'The paths at which its response differs'),
    }),
    'Its last replay after a reload, if it is pinned',
  ),
};

const call = object(
  {
    service: text('As in signatures: `sqs`, `s3`, `events`, `lambda`'),
    operation: text(),
    status: number('Of the HTTP response'),
    startMs: number('Since the invocation was sent'),
    durationMs: number(),
    requestBytes: number(),
    responseBytes: number(),
  },
  { resource: text('The queue, topic, bucket with key, or function'), errorCode: text() },
);

export const chunk = object({ atMs: number('Since the invocation was sent'), bytes: number() });
export const stream = object({
  chunks: number('All of them, of which not all are kept'),
  bytes: number(),
  lastAtMs: number('Since the invocation was sent'),
});

export const summary = object(requiredOfSummary, optionalOfSummary);

export const invocation = object(
  {
    ...requiredOfSummary,
    traceHeader: text(),
    logs: list(text(), 'The lines of the log, up to 1 MiB'),
    phases: list(
      object({
        name: oneOf('init', 'restore', 'invoke'),
        startMs: number('Since the invocation was sent: negative if the process was started before'),
        durationMs: number(),
      }),
    ),
    calls: list(call, 'Calls of services of AWS that are on this machine, in the order of their ends'),
    codeLoadedAt: number('When the code was loaded or built'),
    faults: list(text(), 'The faults that were requested'),
  },
  {
    ...optionalOfSummary,
    lostLines: number('How many lines of the log before them are not kept'),
    event: anything,
    response: described(anything, 'As the function sent it; a text if it is not JSON'),
    responseBase64: text('If the response is no text in UTF-8'),
    error: described(anything, 'The error as the invoker gets it'),
    errorType: text('The kind of the error, such as `Function.TypeError` or `Sandbox.Timedout`'),
    clientContext: anything,
    tenantId: text(),
    spans: list(span, 'What the function has measured itself, with X-Ray or OpenTelemetry, in the order of time'),
    batch: object({
      from: text('The queue or stream'),
      records: list(object({ id: text() }, { receiveCount: number() })),
    }),
    stream,
    chunks: list(chunk, 'Up to 10,000'),
  },
);
