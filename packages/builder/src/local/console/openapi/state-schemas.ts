import { frontKinds } from '../../front/gateway/gateway.ts';
import { list, number, object, oneOf, text } from './json-schema.ts';
import { TIME } from './time.ts';

const functionSchema = object(
  {
    key: text('Its name in the project'),
    functionName: text('Its name in AWS'),
    state: oneOf('ready', 'busy', 'build-failed'),
    triggers: list(
      object(
        {
          name: text(),
          type: text('As in `lambda.yaml`'),
          sample: text('The kind of sample event that it leads to'),
        },
        { routes: list(text(), 'Of an HTTP API') },
      ),
    ),
    timeoutMs: number(),
    memorySizeMB: number(),
  },
  { url: text(), handler: text('Missing if a command or an image runs') },
);

const nodeSchema = object(
  {
    id: text(),
    kind: oneOf('function', 'queue', 'bucket', 'topic', 'bus', 'stream', 'schedule', 'http'),
    name: text(),
  },
  {
    visible: number('The messages of a queue by their states'),
    hidden: number(),
    delayed: number(),
    objects: number('Of a bucket'),
    nextDue: number(`Of a schedule, or of a message of a queue that is not visible: ${TIME}`),
    deadLettersOf: list(text(), 'The queues whose messages a dead-letter queue gets'),
    front: oneOf(...frontKinds),
    url: text('Where requests reach the function; missing if another trigger for requests is served'),
    routes: list(text(), 'Of an HTTP API'),
  },
);

const edgeSchema = object(
  { from: text(), to: text(), label: text() },
  { pattern: text('Of a rule of an event bus: JSON'), prefix: text('Of the keys that a bucket passes on') },
);

export const clock = object({ now: number(TIME), skipped: number('Milliseconds') }, { nextDue: number(TIME) });

export const state = object(
  {
    version: text('Of the builder'),
    directory: text(),
    project: text('The name of the project, or of its folder'),
    functions: list(functionSchema),
    nodes: list(nodeSchema, 'The parts of the pipeline'),
    edges: list(edgeSchema, 'What leads where'),
    clock,
    faults: list(text()),
    running: list(
      object({
        requestId: text(),
        function: text(),
        startedAt: number('Milliseconds since 1970, by the clock of the sources'),
        source: text('Such as `sqs`'),
        about: text('What its event is about'),
      }),
      'The invocations that have not ended',
    ),
    firstSeq: number('The number of the first event that is kept'),
    seq: number('The number of the last event, after which `GET /api/events` continues'),
  },
  { data: text('The folder with what is kept; missing if everything is in memory') },
);
