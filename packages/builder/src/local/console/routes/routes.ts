import { version } from '../../../package-files.ts';
import { durationOf } from '../../options/duration.ts';
import { list, number, object, record, text } from '../openapi/json-schema.ts';
import { schemaOf } from '../openapi/schemas.ts';
import { ApiError, type ApiRoute, type ControlledEmulator, JsonLines, JsonText } from './api-route.ts';
import { codeRoutes } from './code-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { faultsRequestOf } from './faults-request.ts';
import { invocationJson, summaryJson } from './invocation-json.ts';
import { queueRoutes } from './queue-routes.ts';
import { replayRequestOf, textsOf } from './replay-request.ts';
import { requestRoutes } from './request-routes.ts';
import { runningRoutes } from './running-routes.ts';
import { sendRequestOf } from './send-request.ts';
import { sourceRoutes } from './source-routes.ts';
import { stateRoutes } from './state-routes.ts';

/** How many invocations a list has if the client does not say. */
const DEFAULT_LIMIT = 100;

/** All requests of the API. */
export const routes: readonly ApiRoute[] = [
  ...stateRoutes,
  ...queueRoutes,
  ...sourceRoutes,
  ...runningRoutes,
  ...codeRoutes,
  ...eventRoutes,
  ...requestRoutes,
  {
    method: 'POST',
    path: '/api/skip',
    summary: 'Moves the clock of the event sources forward: by `amount`, or to what is due next',
    body: object(
      {},
      { amount: { type: ['string', 'number'], description: '`6m`, milliseconds, or `next` (the default)' } },
    ),
    response: schemaOf('Skipped'),
    run({ project }, { body: { amount = 'next' } }) {
      if (typeof amount !== 'number' && typeof amount !== 'string') {
        throw new ApiError(400, 'amount is neither a text nor a number');
      }
      return project.skip(durationOf(amount));
    },
  },
  {
    method: 'POST',
    path: '/api/send',
    summary: 'Sends messages, events or objects to a source',
    body: object(
      {},
      {
        to: text('`queue:NAME`, `NAME`, …; default: the only destination'),
        content: text('In base64'),
        count: number('How often to send it'),
        key: text('Of an object, or the partition key of a record'),
        group: text('Of a message in a FIFO queue'),
        attributes: record(text()),
        subject: text('Of a notification'),
        source: text('Of an event'),
        detailType: text('Of an event'),
        contentType: text('Of an object'),
      },
    ),
    response: schemaOf('Sent'),
    errors: [422],
    run: ({ project }, { body }) => project.send(sendRequestOf(body)),
  },
  {
    method: 'GET',
    path: '/api/invocations',
    summary: 'Lists the invocations that have ended, newest first',
    query: {
      limit: { type: 'number', description: `How many (default: ${DEFAULT_LIMIT})` },
      before: { type: 'number', description: 'Only those whose id is smaller: the `next` of the last response' },
      function: { type: 'text', description: 'Only those of this function' },
      source: { type: 'text', description: 'Only those of this source, such as `sqs`' },
      status: {
        type: 'text',
        description:
          'Only those with this status: success, error or timeout; or partial, if the function succeeded but records of its batch will be delivered again, or it responded with an HTTP status of 500 or more',
      },
      text: { type: 'text', description: 'Only those with this text in the request id, event, response or log' },
      replays: { type: 'boolean', description: 'Whether the list has replays (default: true)' },
    },
    response: object(
      {
        invocations: list(schemaOf('Summary')),
        oldest: number('The number of the oldest invocation that is kept. Of those before it, only pinned ones are'),
        seq: number('The list has all that ended before the event with this number'),
      },
      { next: number('`before` of the next page') },
    ),
    run({ project: { history }, events }, { query: { limit = DEFAULT_LIMIT, replays, ...filter } }) {
      // One more shows whether there are more.
      const found = history.list({ ...filter, limit: Number(limit) + 1, withoutReplays: replays === false });
      const invocations = found.slice(0, Number(limit)).map(summaryJson);
      const hasMore = found.length > invocations.length;
      return {
        invocations,
        oldest: history.oldestId,
        seq: events.last,
        ...(hasMore && { next: invocations.at(-1)?.id }),
      };
    },
  },
  {
    method: 'GET',
    path: '/api/invocations/{id}',
    summary: 'All that is recorded about an invocation: by its number or request id, or `last`, `last~1`, …',
    response: schemaOf('Invocation'),
    errors: [404],
    run: ({ project: { history } }, { path: { id = '' } }) => {
      const entry = history.find(id);
      if (entry === undefined) throw new ApiError(404, `there is no invocation ${JSON.stringify(id)} in the history`);
      return new JsonText(invocationJson(entry));
    },
  },
  {
    method: 'GET',
    path: '/api/compare',
    summary: 'Compares the responses and the calls of two invocations',
    query: {
      before: { type: 'text', description: 'The earlier one: a number or request id, or `last`' },
      after: { type: 'text', description: 'The later one' },
    },
    response: schemaOf('Comparison'),
    errors: [404],
    run: ({ project }, { query: { before = '', after = '' } }) => project.compare(String(before), String(after)),
  },
  {
    method: 'POST',
    path: '/api/replay',
    summary: 'Invokes a function with an earlier event, or with one in the request, and compares the response',
    body: object(
      {},
      {
        id: { type: ['number', 'string'], description: 'Of an invocation, or `last`' },
        event: text('Instead of an id: JSON'),
        name: text('How reports call the event'),
        function: text(),
        clientContext: text('JSON'),
        requestId: text('Of the invocation that had the response'),
        response: text('That the function should have'),
        error: text('That the function should have, as JSON'),
        ignore: list(text(), 'Paths that may differ'),
      },
    ),
    response: schemaOf('Replay'),
    errors: [404],
    run: ({ project }, { body }) => project.replay(replayRequestOf(body)),
  },
  {
    method: 'GET',
    path: '/api/pins',
    summary: 'Lists the pinned invocations, which run again after each reload',
    response: object({ invocations: list(schemaOf('Summary')) }),
    run: ({ project: { history } }) => ({ invocations: history.pinned.map(summaryJson) }),
  },
  {
    method: 'PUT',
    path: '/api/pins/{id}',
    summary:
      'Pins an invocation: it stays in the history, and runs again after each reload; `ignore` has paths that differ',
    body: object({}, { ignore: list(text()) }),
    response: schemaOf('Summary'),
    errors: [404],
    run: (emulator, { path: { id = '' }, body: { ignore } }) => setPin(emulator, id, true, textsOf(ignore)),
  },
  {
    method: 'DELETE',
    path: '/api/pins/{id}',
    summary: 'Releases a pinned invocation',
    response: schemaOf('Summary'),
    errors: [404],
    run: (emulator, { path: { id = '' } }) => setPin(emulator, id, false),
  },
  {
    method: 'GET',
    path: '/api/faults',
    summary: 'The faults that are injected, the seed if some are random, and the names of all that are possible',
    response: object({ faults: list(text()), possible: list(text()) }, { seed: number() }),
    run: ({ project: { faults } }) => ({ ...faults.inForce, possible: faults.possible }),
  },
  {
    method: 'PUT',
    path: '/api/faults',
    summary: 'Injects the `faults` from now on, instead of the present ones; `seed` repeats those that are random',
    body: object({ faults: list(text()) }, { seed: number() }),
    response: schemaOf('Faults'),
    async run({ project: { faults }, events }, { body }) {
      const inForce = await faults.replace(...faultsRequestOf(body));
      events.add({ type: 'faults', faults: inForce.faults });
      return inForce;
    },
  },
  {
    method: 'GET',
    path: '/api/events',
    summary:
      'All events, as lines of JSON with `seq` and `time`, until the client leaves: those of `--json`, and `pin`, `faults` and `cleared` when a client has pinned or released an invocation, changed the faults, or cleared the history',
    query: {
      after: {
        type: 'number',
        description: 'The `seq` of the last event that the client knows; 0: all that are kept (default: only new ones)',
      },
    },
    response: schemaOf('Event'),
    contentType: 'application/x-ndjson',
    errors: [410],
    run({ events }, { query }) {
      const after = Number(query.after ?? events.last);
      events.check(after);
      return new JsonLines((signal) => events.after(after, signal));
    },
  },
  {
    method: 'GET',
    path: '/api/export',
    summary:
      'The session, to attach to a bug report: versions, functions without the values of their variables, the last events, ' +
      'and invocations, up to 8 MB and all that are pinned. What looks like a secret is masked',
    response: schemaOf('Session'),
    async run(emulator) {
      const { exportSession } = await import('../export/export-session.ts');
      return exportSession(emulator);
    },
  },
  {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This API, as a document of OpenAPI 3.1',
    response: { type: 'object' },
    async run() {
      const { openApiDocument } = await import('../openapi/document.ts');
      return openApiDocument(routes, version());
    },
  },
];

/** Other pages of the console show it, too. */
async function setPin(
  { project, events }: ControlledEmulator,
  id: string,
  isPinned: boolean,
  ignore?: readonly string[],
): Promise<object> {
  const entry = await project.pin(id, isPinned, ignore);
  events.add({ type: 'pin', requestId: entry.summary.requestId, pinned: isPinned });
  return summaryJson(entry);
}
