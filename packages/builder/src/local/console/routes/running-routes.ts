import { flag, list, object, text } from '../openapi/json-schema.ts';
import { schemaOf } from '../openapi/schemas.ts';
import type { ApiRoute } from './api-route.ts';

/** How much of a stream is shown while it runs. */
const MAX_TEXT = 64 * 1024;

/** The route for an invocation that has not ended. */
export const runningRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/api/running/{id}',
    summary: 'What an invocation that runs has streamed so far, by its request id',
    query: { after: { type: 'number', description: 'Leaves out so many chunks at the beginning (default: 0)' } },
    response: object(
      { isRunning: flag('False if it has ended, or never began'), chunks: list(schemaOf('Chunk')) },
      { stream: schemaOf('Stream'), text: text('The response so far, unless it has more than 64 KB') },
    ),
    run({ project }, { path: { id = '' }, query: { after = 0 } }) {
      const running = project.functions.flatMap((each) => each.running.map(({ invocation }) => invocation));
      const found = running.find(({ requestId }) => requestId === id);
      const { chunks = [], stream } = found ?? {};
      return {
        isRunning: found !== undefined,
        chunks: chunks.slice(Number(after)),
        stream,
        ...(stream !== undefined && stream.bytes <= MAX_TEXT && { text: found?.body.toString() }),
      };
    },
  },
];
