import { randomUUID } from 'node:crypto';
import { EVENT_HTTP, HTTPHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { orderRequestSchema } from './order.ts';
import { Table } from './table.ts';

class Requests extends HTTPHandler<Api> {
  override async onRequest(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, id] = /^\/orders\/([^/]+)$/.exec(pathname) ?? [];
    if (request.method === 'POST' && pathname === '/orders') return this.#takeOrder(request);
    if (request.method === 'GET' && id !== undefined) return this.#showOrder(id);
    return Response.json({ message: 'Not Found' }, { status: 404 });
  }

  /** Puts the order into the queue, and responds right away. */
  async #takeOrder(request: Request): Promise<Response> {
    const { data, error } = orderRequestSchema.safeParse(await request.json().catch(() => undefined));
    if (error) {
      const fields = error.issues.map(({ path }) => path.join('.'));
      return Response.json({ message: 'Invalid order', fields }, { status: 400 });
    }
    const id = randomUUID();
    await this.runtime.send({ id, ...data });
    return Response.json({ id }, { status: 202, headers: { location: `/orders/${id}` } });
  }

  async #showOrder(id: string): Promise<Response> {
    const status = await this.runtime.table.statusOf(id);
    if (status === undefined) return Response.json({ message: 'No such order' }, { status: 404 });
    return Response.json({ id, status });
  }
}

export class Api extends Runtime {
  static {
    this.registerEventHandler(EVENT_HTTP, Requests);
  }

  readonly table = new Table();
  readonly #sqs = new SQSClient();
  #queue: string | undefined;

  override async init(): Promise<void> {
    const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: process.env.ORDERS_QUEUE }));
    this.#queue = QueueUrl;
  }

  async send(order: object): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#queue, MessageBody: JSON.stringify(order) }));
  }
}
