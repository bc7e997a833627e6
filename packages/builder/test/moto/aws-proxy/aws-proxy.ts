import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type ApiCall, apiCallOf, isRead } from './api-call.ts';
import type { MotoGaps } from './moto-gaps.ts';
import { encodeRefusal, type HttpResponse, type Refusal } from './refusal.ts';

/** What happens to a call: moto carries it out, AWS refuses it, or there is never a response. */
export type Interference =
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  /** The call is not carried out, and there is no response. */
  | { readonly kind: 'ignore' }
  /** The call is carried out, but there is no response. */
  | { readonly kind: 'lose response' };

/** Decides what happens to a call, which waits for the decision. */
export type Interfere = (call: ApiCall) => Interference | undefined | Promise<Interference | undefined>;

/** How a proxy treats the calls that it receives. */
export interface AwsProxyOptions {
  /** The URL of moto. */
  readonly motoUrl: string;
  /** The account that every call goes to. */
  readonly account: string;
  readonly gaps: MotoGaps;
  /** Decides about each call, in the order of arrival. By default, moto carries out every call. */
  readonly interfere?: Interfere | undefined;
  /** Called when moto has carried out a call that is not a read. */
  readonly onChange?: ((call: ApiCall) => void) | undefined;
  /** Called when moto has carried out a call whose response is lost. */
  readonly onLost?: (() => void) | undefined;
}

/** A server in front of moto that looks like AWS to the process under test. */
export interface AwsProxy {
  readonly url: string;
  /** All calls so far. */
  readonly calls: readonly ApiCall[];
  /** The largest number of calls that waited for their responses at the same time. */
  readonly mostAtOnce: number;
  close(): Promise<void>;
}

/** Starts a proxy. */
export async function openAwsProxy(options: AwsProxyOptions): Promise<AwsProxy> {
  const { motoUrl, account, gaps, interfere, onChange, onLost } = options;
  const agent = new Agent({ keepAlive: true });
  const calls: ApiCall[] = [];
  let open = 0;
  let mostAtOnce = 0;

  async function respondTo(incoming: IncomingMessage): Promise<HttpResponse | undefined> {
    const body = await buffer(incoming);
    const { method = 'GET', url = '/', headers } = incoming;
    const call = apiCallOf(method, new URL(url, motoUrl), headers, body.toString('latin1'));
    calls.push(call);
    const interference = await interfere?.(call);
    if (interference?.kind === 'ignore') return undefined;
    if (interference?.kind === 'refuse') return encodeRefusal(call, interference.refusal);
    const forward = (verb: string, path: string, content: string | Buffer) => {
      const { 'content-length': _, 'transfer-encoding': __, ...others } = headers;
      return send(verb, new URL(path, motoUrl), { ...others, 'x-moto-account-id': account }, content, agent);
    };
    const response =
      (await gaps.respond(call, forward)) ?? (await gaps.complete(call, await forward(method, url, body), forward));
    if (!isRead(call)) onChange?.(call);
    if (interference === undefined) return response;
    onLost?.();
    return undefined;
  }

  const server = createServer((incoming, outgoing) => {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    outgoing.once('close', () => {
      open -= 1;
    });
    respondTo(incoming).then(
      (response) => response && write(outgoing, incoming.method, response),
      (error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    get mostAtOnce() {
      return mostAtOnce;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function send(
  method: string,
  url: URL,
  headers: IncomingMessage['headers'],
  body: string | Buffer,
  agent: Agent,
): Promise<HttpResponse> {
  const outgoing = request(url, { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = (await buffer(incoming)).toString('latin1');
  const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...others } = incoming.headers;
  return { status: incoming.statusCode ?? 0, headers: others as Record<string, string>, body: text };
}

function write(outgoing: ServerResponse, method: string | undefined, { status, headers, body }: HttpResponse): void {
  const bytes = Buffer.from(body, 'latin1');
  outgoing.writeHead(
    status,
    method === 'HEAD' || status === 204 ? headers : { ...headers, 'content-length': bytes.length },
  );
  outgoing.end(method === 'HEAD' ? '' : bytes);
}
