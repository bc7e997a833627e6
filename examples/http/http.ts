/**
 * Handles requests to a function URL, an HTTP API or a REST API.
 *
 *   npx alr-builder local ./http.ts       (then open the URL that it prints)
 *   npx alr-builder event url --path '/hello?name=Ada' | npx alr-builder invoke --local
 */
import { EVENT_HTTP, HTTPHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Site extends HTTPHandler {
  override async onRequest(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    switch (`${request.method} ${pathname}`) {
      case 'GET /hello':
        return Response.json({ message: `Hello, ${searchParams.get('name') ?? 'world'}!` });
      case 'POST /echo':
        return new Response(await request.text(), { headers: { 'content-type': 'text/plain' } });
      default:
        return Response.json({ message: 'Not Found' }, { status: 404 });
    }
  }
}

export default class Web extends Runtime {
  static {
    this.registerEventHandler(EVENT_HTTP, Site);
  }
}
