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

// @ts-expect-error a class whose constructor needs arguments is given as an instance
void invoke(Configured, {});
// @ts-expect-error a handler's name is for the bootstrap
void invoke('app.handler', {});
// @ts-expect-error there is no such member of the context
void invoke(Orders, {}, { context: { requestId: 'id-1' } });
// @ts-expect-error the environment is made of text
void invoke(Orders, {}, { env: { COUNT: 7 } });

const { reply } = await invoke(Orders, {});
// @ts-expect-error a streamed response has no reply
export const LENGTH: number = reply.length;
