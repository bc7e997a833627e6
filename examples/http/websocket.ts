/**
 * Responds to the messages of a WebSocket API.
 *
 *   npx alr-builder local ./websocket.ts
 *   npx alr-builder event websocket --body '{"action":"greet","name":"Ada"}' | npx alr-builder invoke --local
 */
import { EVENT_WEBSOCKET, type WebSocketEvent, WebSocketHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

const greetingSchema = z.object({ action: z.literal('greet'), name: z.string() });
type Greeting = z.infer<typeof greetingSchema>;

class Greeter extends WebSocketHandler<Greeting, Chat> {
  static override readonly schema = greetingSchema;

  override onConnect({ headers, requestContext }: WebSocketEvent): Response | undefined {
    // Browsers send the page's origin, and connect from pages of other sites too.
    if (headers?.Origin !== undefined && headers.Origin !== 'https://chat.example.com') {
      return new Response(null, { status: 403 });
    }
    this.runtime.connections.add(requestContext.connectionId);
    return undefined;
  }

  /** The client gets the text if the route has a route response. */
  override onMessage({ name }: Greeting): string {
    return `Hello, ${name}!`;
  }

  override onDisconnect({ requestContext }: WebSocketEvent): void {
    this.runtime.connections.delete(requestContext.connectionId);
  }
}

export default class Chat extends Runtime {
  static {
    this.registerEventHandler(EVENT_WEBSOCKET, Greeter);
  }

  // Stands in for a table, which all environments of the function share.
  readonly connections = new Set<string>();
}
