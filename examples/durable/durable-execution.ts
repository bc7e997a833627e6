import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { DurableExecutionInvocationInput, DurableExecutionInvocationOutput } from '@aws/durable-execution-sdk-js';
import type { Operation, OperationUpdate } from '@aws-sdk/client-lambda';

type State = Pick<Operation, 'Id' | 'Type' | 'Status' | 'Name'> & Record<string, unknown>;

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders:1/durable-execution/test/1';
const VERSION = '/2025-12-01/durable-executions/';

/**
 * A durable execution, with the two calls of Lambda's API that a function needs for it: the first saves checkpoints, the
 * second reads the state. Only what steps and waits need is there.
 */
export class DurableExecution implements AsyncDisposable {
  readonly #server: Server;
  readonly #operations = new Map<string, State>();
  #token = 0;

  private constructor(server: Server, input: unknown) {
    this.#server = server;
    const ExecutionDetails = { InputPayload: JSON.stringify(input) };
    this.#operations.set('input', {
      Id: 'input',
      Type: 'EXECUTION',
      Status: 'STARTED',
      ...started(),
      ExecutionDetails,
    });
  }

  static async start(input: unknown): Promise<DurableExecution> {
    const server = createServer(async (request, response) => {
      const result = await execution.#respond(request);
      response.writeHead(result === undefined ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(result ?? { Type: 'User', message: `unexpected ${request.method} ${request.url}` }));
    });
    const execution = new DurableExecution(server, input);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return execution;
  }

  /** The endpoint of Lambda's API. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The names of the operations that are done. */
  get done(): string[] {
    return [...this.#operations.values()].flatMap(({ Name, Status }) =>
      Name !== undefined && Status === 'SUCCEEDED' ? [Name] : [],
    );
  }

  /** The event of the next invocation. It has a part of the state only, so that the function reads the rest. */
  get event(): DurableExecutionInvocationInput {
    const [input] = this.#operations.values();
    const NextMarker = this.#operations.size > 1 ? 'rest' : '';
    const event = {
      DurableExecutionArn: ARN,
      CheckpointToken: String(this.#token),
      InitialExecutionState: { Operations: [input], NextMarker },
    };
    // It travels as JSON, in which times are not dates.
    return JSON.parse(JSON.stringify(event));
  }

  /** Lets the time pass for which the execution waits. */
  endWaits(): void {
    for (const operation of this.#operations.values()) {
      if (operation.Type === 'WAIT') operation.Status = 'SUCCEEDED';
      if (operation.Status === 'PENDING') operation.Status = 'READY';
    }
  }

  /** Invokes the function until the execution ends, and returns the outputs of all invocations. */
  async run(
    invoke: (event: DurableExecutionInvocationInput) => Promise<DurableExecutionInvocationOutput>,
  ): Promise<DurableExecutionInvocationOutput[]> {
    const output = await invoke(this.event);
    if (output.Status !== 'PENDING') return [output];
    this.endWaits();
    return [output, ...(await this.run(invoke))];
  }

  async #respond(request: IncomingMessage): Promise<object | undefined> {
    const url = new URL(request.url ?? '/', this.url);
    const path = decodeURIComponent(url.pathname);
    if (path === `${VERSION}${ARN}/state`) {
      return url.searchParams.get('Marker') === 'rest' ? { Operations: [...this.#operations.values()].slice(1) } : {};
    }
    if (path !== `${VERSION}${ARN}/checkpoint`) return undefined;
    const { CheckpointToken, Updates } = (await json(request)) as {
      CheckpointToken: string;
      Updates: OperationUpdate[];
    };
    // A token is good for one checkpoint.
    if (CheckpointToken !== String(this.#token)) return undefined;
    this.#token += 1;
    const Operations = Updates.map((update) => this.#update(update));
    return { CheckpointToken: String(this.#token), NewExecutionState: { Operations } };
  }

  #update({ Id = '', Action, Payload, Error: error, WaitOptions, ...update }: OperationUpdate): State {
    const before = this.#operations.get(Id);
    const after: State = { ...started(), ...before, ...update, Id, Status: statusAfter[Action ?? 'START'] };
    if (update.Type === 'STEP') {
      const attempt = (before?.StepDetails as { Attempt: number } | undefined)?.Attempt ?? 0;
      after.StepDetails = { Attempt: attempt + (Action === 'START' ? 1 : 0), Result: Payload, Error: error };
    }
    if (update.Type === 'WAIT') after.WaitDetails = { ScheduledEndTimestamp: now() + (WaitOptions?.WaitSeconds ?? 0) };
    this.#operations.set(Id, after);
    return after;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const statusAfter = {
  START: 'STARTED',
  SUCCEED: 'SUCCEEDED',
  FAIL: 'FAILED',
  RETRY: 'PENDING',
  CANCEL: 'CANCELLED',
} as const;

function started(): { StartTimestamp: number } {
  return { StartTimestamp: now() };
}

/** In seconds, as in AWS's JSON. */
function now(): number {
  return Math.floor(Date.now() / 1000);
}
