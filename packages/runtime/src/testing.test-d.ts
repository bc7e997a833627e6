import type { Context } from '@alr/context';
import type { Handler, SQSEvent, SQSHandler } from 'aws-lambda';
import { Runtime } from './runtime.ts';
import { type InvokeResult, invoke } from './testing.ts';

class Orders extends Runtime {
  override async handler(_event: SQSEvent): Promise<string> {
    return 'done';
  }
}

class Configured extends Runtime {
  readonly table: string;

  constructor(table: string) {
    super();
    this.table = table;
  }
}

declare const plain: (event: { name: string }, context: Context) => Promise<string>;
declare const typed: Handler<{ name: string }, string>;
declare const queue: SQSHandler;

export const results: Promise<InvokeResult>[] = [
  invoke(Orders, {}),
  invoke(new Orders(), {}, { context: { awsRequestId: 'id-1' }, env: { TABLE: 'orders', OTHER: undefined } }),
  invoke(new Configured('orders'), {}),
  invoke(plain, { name: 'Ada' }),
  invoke(typed, { name: 'Ada' }),
  invoke(queue, {}),
];

// @ts-expect-error a class whose constructor needs arguments must be passed as an instance
void invoke(Configured, {});
// @ts-expect-error only the bootstrap accepts the name of a handler
void invoke('app.handler', {});
// @ts-expect-error the context has no such member
void invoke(Orders, {}, { context: { requestId: 'id-1' } });
// @ts-expect-error environment variables are strings
void invoke(Orders, {}, { env: { COUNT: 7 } });

const { reply, payload } = await invoke(Orders, {});
// @ts-expect-error `reply` is undefined for a streamed response
export const LENGTH: number = reply.length;
// @ts-expect-error `payload` is unknown until it is checked
export const TOTAL: number = payload.total;
