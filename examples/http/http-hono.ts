/**
 * A Hono app behind a function URL, with streamed responses. Any framework with a fetch handler plugs in the same way.
 *
 *   npx alr-builder local ./http-hono.ts --env ALR_INVOKE_MODE=RESPONSE_STREAM
 *   curl --no-buffer http://127.0.0.1:9000/count/3
 */
import { EVENT_HTTP, HTTPHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { Hono } from 'hono';
import { streamText } from 'hono/streaming';

const app = new Hono();

app.get('/', (context) => context.text('Try /count/3'));

app.get('/count/:to', (context) =>
  streamText(context, async (stream) => {
    for (let number = 1; number <= Number(context.req.param('to')); number += 1) await stream.writeln(String(number));
  }),
);

class Site extends HTTPHandler {
  override onRequest(request: Request): Response | Promise<Response> {
    return app.fetch(request);
  }
}

export default class Web extends Runtime {
  static {
    this.registerEventHandler(EVENT_HTTP, Site);
  }
}
