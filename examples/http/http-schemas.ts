/**
 * Handles requests whose body and query match a schema, and responds with a body that does.
 *
 *   npx alr-builder local ./http-schemas.ts
 *   npx alr-builder event url --path '/orders?dryRun=yes' --header 'content-type: application/json' \
 *     --body '{"item":"tea","amount":2}' | npx alr-builder invoke --local
 */
import { EVENT_HTTP, type HTTPEvent, HTTPHandler, type RequestInput } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

const schemas = {
  body: z.object({ item: z.string(), amount: z.number().positive() }),
  query: z.object({ dryRun: z.stringbool().default(false) }),
  response: z.object({ orderId: z.string().nullable() }),
};

class Orders extends HTTPHandler {
  static override readonly schemas = schemas;

  override async onRequest(
    _request: Request,
    _event: HTTPEvent,
    { body, query }: RequestInput<typeof schemas>,
  ): Promise<Response> {
    this.logger.info(`${body.amount} of ${body.item}`);
    return Response.json({ orderId: query.dryRun ? null : '1' }, { status: 201 });
  }
}

export default class Shop extends Runtime {
  static {
    this.registerEventHandler(EVENT_HTTP, Orders);
  }
}
