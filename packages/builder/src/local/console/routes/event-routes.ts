import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trigger } from '../../../config/configuration.ts';
import type { SampleOptions } from '../../../events/samples/sample-options.ts';
import { UsageError } from '../../../terminal/expected-error.ts';
import { sampleOfTrigger } from '../../../trigger-events/sample-of-trigger.ts';
import { eventLimits } from '../../front/invoke-request.ts';
import { type ExactJson, parseExactJson } from '../../record/compare/exact-json.ts';
import { parseSavedEvent, SavedEventError, savedEvent } from '../../replay/saved-event.ts';
import { EVENTS_FOLDER, writeSavedEvent } from '../../replay/saved-files.ts';
import { anything, object, record, text } from '../openapi/json-schema.ts';
import { schemaOf } from '../openapi/schemas.ts';
import { ApiError, type ApiRoute, type ControlledEmulator } from './api-route.ts';
import { optionalText, requiredText } from './body-values.ts';
import { invocationJson } from './invocation-json.ts';

/** The routes for events: invoking a function with one, sample events, and those that the project has saved. */
export const eventRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/api/invoke',
    summary: 'Invokes a function with an `event`, a text of JSON, and responds when the invocation has ended',
    body: object({ event: text('JSON') }, { function: text('Its name in the project; default: the first one') }),
    response: schemaOf('Invoked'),
    errors: [404],
    async run({ project }, { body }) {
      const name = optionalText(body, 'function');
      const event = requiredText(body, 'event');
      const each = project.functions.find(({ key }) => name === undefined || key === name);
      if (each === undefined) throw new ApiError(404, `there is no function ${JSON.stringify(name)}`);
      checkJson(event);
      const { recorded } = each.invokeRecorded({ event: Buffer.from(event) }, 'invoke');
      const { id, requestId, status } = (await recorded).summary;
      return { id, requestId, status };
    },
  },
  {
    method: 'GET',
    path: '/api/samples',
    summary: 'The kinds of sample events, with the fields of a form for each',
    response: schemaOf('SampleForms'),
    async run() {
      const { sampleForms } = await import('../../../events/samples/sample-fields.ts');
      return { samples: sampleForms() };
    },
  },
  {
    method: 'POST',
    path: '/api/samples',
    summary: 'Creates a sample event: its `kind`, and `options` by the names of the fields',
    body: object(
      { kind: text() },
      {
        options: record(anything),
        function: text('Its name in the project: the event has the names of its trigger, if it has one of this kind'),
      },
    ),
    response: object({ event: anything }),
    async run({ project }, { body }) {
      const { options = {} } = body;
      if (typeof options !== 'object' || options === null) throw new ApiError(400, 'options is not an object');
      const each = project.functions.find(({ key }) => key === optionalText(body, 'function'));
      try {
        return { event: await sample(requiredText(body, 'kind'), options as SampleOptions, each?.setup.triggers) };
      } catch (error) {
        if (error instanceof UsageError || error instanceof TypeError) throw new ApiError(400, error.message);
        throw error;
      }
    },
  },
  {
    method: 'GET',
    path: '/api/saved',
    summary: 'The events that the project has saved as files in its folder events',
    response: schemaOf('SavedEvents'),
    run: readSaved,
  },
  {
    method: 'PUT',
    path: '/api/saved/{name}',
    summary: 'Saves an `event`, a text of JSON, or the invocation `id` with its response, as events/NAME.json',
    body: object(
      {},
      { event: text('JSON'), id: { type: ['number', 'string'], description: 'Of an invocation, instead of `event`' } },
    ),
    response: object({ path: text('Of the file, in the project') }),
    errors: [404, 409],
    async run({ project, directory }, { path: { name = '' }, body }) {
      const id = body.id === undefined ? undefined : String(body.id);
      const entry = id === undefined ? undefined : project.history.find(id);
      if (id !== undefined && entry === undefined) throw new ApiError(404, `there is no invocation ${id}`);
      const content =
        entry === undefined
          ? `${JSON.stringify(checkJson(requiredText(body, 'event')), undefined, 2)}\n`
          : savedEvent(parseExactJson(invocationJson(entry)) as Readonly<Record<string, ExactJson>>);
      return { path: await writeSavedEvent(directory, name, content) };
    },
  },
];

async function sample(kind: string, options: SampleOptions, triggers: readonly Trigger[] = []): Promise<object> {
  const trigger = triggers.find((each) => sampleOfTrigger(each) === kind);
  if (trigger === undefined) {
    const { sampleEvent } = await import('../../../events/samples/sample-event.ts');
    return sampleEvent(kind, options);
  }
  const { triggerEvent } = await import('../../../trigger-events/trigger-event.ts');
  return triggerEvent(trigger, options);
}

function checkJson(text: string): unknown {
  if (Buffer.byteLength(text) > eventLimits.RequestResponse) {
    throw new ApiError(400, `the event is larger than ${eventLimits.RequestResponse} bytes`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, `the event is not JSON: ${(error as Error).message}`);
  }
}

/** A file that is not a saved event is listed with what is wrong with it. */
async function readSaved({ directory }: ControlledEmulator): Promise<object> {
  const folder = join(directory, EVENTS_FOLDER);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const events = await Promise.all(
    files.map(async (file) => {
      const name = file.slice(0, -'.json'.length);
      try {
        const saved = parseSavedEvent(await readFile(join(folder, file), 'utf8'), file);
        return { name, function: saved.function, event: JSON.parse(saved.event) as unknown };
      } catch (error) {
        if (error instanceof SavedEventError) return { name, problem: error.message };
        throw error;
      }
    }),
  );
  return { events };
}
