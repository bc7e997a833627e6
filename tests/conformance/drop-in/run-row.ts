import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A runtime client: how to start it in the folder of a function. */
export interface Client {
  readonly name: 'ours' | 'ric';
  readonly args: (handler: string) => readonly string[];
}

/** What a function gets. */
export interface Input {
  readonly folder: string;
  readonly handler: string;
  /** The body of the event. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs one invocation in a separate process, and returns its outcome as text. */
export async function outcomeOf(client: Client, node: string, input: Input): Promise<string> {
  const api = new Api(input);
  const address = await api.listen();
  const child = start(client, node, input, address);
  const exited = once(child, 'close').then(([code]) => `exit ${code}`);
  try {
    const end = await Promise.race([api.idle, exited]);
    await api.received;
    const outcomes = [...api.outcomes, ...(end === '' ? [] : [end])];
    return (outcomes.join(', ') || 'no response').replaceAll(input.folder, 'FOLDER');
  } finally {
    child.kill('SIGKILL');
    await exited;
    api.close();
  }
}

function start(client: Client, node: string, { folder, handler }: Input, address: string): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    AWS_LAMBDA_RUNTIME_API: address,
    AWS_EXECUTION_ENV: 'AWS_Lambda_Image',
    AWS_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_NAME: 'tested',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tested',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
  };
  return spawn(node, [...client.args(handler)], { cwd: folder, env, stdio: 'ignore' });
}

/** A Runtime API that sends one event, and describes what it receives. It forgives everything, unlike the strict one. */
class Api {
  readonly outcomes: string[] = [];
  readonly #input: Input;
  readonly #server: Server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    void this.#handle(request, response);
  });
  readonly #idle = Promise.withResolvers<string>();
  readonly #receiving: Promise<void>[] = [];
  #polls = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  /** Resolves when the function asks for a second event. */
  get idle(): Promise<string> {
    return this.#idle.promise;
  }

  /** Resolves when the requests that have begun are complete. */
  get received(): Promise<unknown> {
    return Promise.all(this.#receiving);
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      this.#polls += 1;
      if (this.#polls > 1) return this.#idle.resolve('');
      response.writeHead(200, this.#headers()).end(this.#input.body);
      return;
    }
    const receiving = this.#describe(request);
    this.#receiving.push(receiving);
    await receiving;
    response.writeHead(202).end('{"status":"OK"}\n');
  }

  #headers(): Record<string, string> {
    return {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': 'id-1',
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:123456789012:function:tested',
      'Lambda-Runtime-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
      ...this.#input.headers,
    };
  }

  async #describe(request: IncomingMessage): Promise<void> {
    const call = (request.url ?? '').replace(/^.*\/runtime\/(invocation\/id-1\/)?/, '');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      chunks.push(Buffer.from('<cut off>'));
    }
    const body = Buffer.concat(chunks).toString().replaceAll('\0'.repeat(8), '<NUL>');
    if (call.endsWith('error')) this.outcomes.push(`${call} ${describeError(body)}`);
    else if (request.headers['lambda-runtime-function-response-mode'] === undefined)
      this.outcomes.push(`${call} ${body}`);
    else this.outcomes.push(describeStream(request, body));
  }
}

function describeStream({ headers, trailers }: IncomingMessage, body: string): string {
  const error = trailers['lambda-runtime-function-error-body']?.toString();
  const failure = error === undefined ? '' : ` failed ${describeError(Buffer.from(error, 'base64').toString())}`;
  const type = headers['content-type'] === 'application/octet-stream' ? '' : ` ${headers['content-type']}`;
  return `stream${type} ${body}${failure}`.trimEnd();
}

/** The errors of a runtime are compared by their types, those of the handler also by their messages. */
function describeError(json: string): string {
  const { errorType, errorMessage, trace, ...others } = JSON.parse(json) as Record<string, unknown>;
  if (String(errorType).startsWith('Runtime.')) return String(errorType);
  const names = Object.keys(others).filter((name) => name !== 'stackTrace');
  return `${errorType}: ${errorMessage}${names.length > 0 ? ` with ${names.join()}` : ''}`;
}
