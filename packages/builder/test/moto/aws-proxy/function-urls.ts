import type { ApiCall } from './api-call.ts';
import type { Forward } from './moto-gaps.ts';
import { encodeRefusal, type HttpResponse } from './refusal.ts';

type Json = Record<string, unknown>;

/**
 * The function URLs of an account. AWS has one for a function and one for each of its aliases; moto has one for all of
 * them together, whose invoke mode cannot change.
 */
export class FunctionUrls {
  readonly #account: string;
  /** By region, function and alias. */
  readonly #urls = new Map<string, Json>();

  constructor(account: string) {
    this.#account = account;
  }

  /** Responds to the calls for function URLs; undefined for all others. */
  async respond(call: ApiCall, forward: Forward): Promise<HttpResponse | undefined> {
    const name = nameIn(call);
    const key = `${call.region} ${name}`;
    switch (call.operation) {
      case 'CreateFunctionUrlConfig':
        if (!(await exists(name, forward))) return notFound(call, `Function not found: ${name}`);
        if (this.#urls.has(key)) return conflict(call);
        this.#urls.set(key, { ...this.#addressOf(call, name), InvokeMode: 'BUFFERED', ...settingsIn(call) });
        return json(201, this.#urls.get(key));
      case 'UpdateFunctionUrlConfig':
        if (!this.#urls.has(key)) return notFound(call);
        this.#urls.set(key, { ...this.#urls.get(key), ...settingsIn(call) });
        return json(200, this.#urls.get(key));
      case 'GetFunctionUrlConfig':
        return this.#urls.has(key) ? json(200, this.#urls.get(key)) : notFound(call);
      case 'DeleteFunctionUrlConfig':
        return this.#urls.delete(key) ? json(204) : notFound(call);
      case 'ListFunctionUrlConfigs': {
        const ofFunction = [...this.#urls].filter(([id]) => id === key || id.startsWith(`${key}:`));
        return json(200, { FunctionUrlConfigs: ofFunction.map(([, url]) => url) });
      }
      default:
        return undefined;
    }
  }

  /** Removes the URLs of the function or the alias that this call has deleted. */
  remove(call: ApiCall): void {
    const [, alias] = /\/aliases\/([^/]+)/.exec(call.url.pathname) ?? [];
    const key = [`${call.region} ${nameIn(call)}`, alias].filter(Boolean).join(':');
    for (const id of this.#urls.keys()) {
      if (id === key || id.startsWith(`${key}:`)) this.#urls.delete(id);
    }
  }

  #addressOf({ region }: ApiCall, name: string): Json {
    return {
      FunctionUrl: `https://${name.replaceAll(/[^a-z0-9]/gi, '-')}.lambda-url.${region}.on.aws/`,
      FunctionArn: `arn:aws:lambda:${region}:${this.#account}:function:${name}`,
      CreationTime: '2026-01-01T00:00:00.000Z',
      LastModifiedTime: '2026-01-01T00:00:00.000Z',
    };
  }
}

/** The name of the function in the path, with the alias if there is one: `orders:live`. */
function nameIn({ url }: ApiCall): string {
  const [, name = ''] = /\/functions\/([^/]+)/.exec(decodeURIComponent(url.pathname)) ?? [];
  return [name, url.searchParams.get('Qualifier')].filter(Boolean).join(':');
}

/** An empty object for the CORS settings removes them. */
function settingsIn({ body }: ApiCall): Json {
  const { AuthType, InvokeMode, Cors } = JSON.parse(body) as { AuthType?: string; InvokeMode?: string; Cors?: object };
  return {
    ...(AuthType === undefined ? {} : { AuthType }),
    ...(InvokeMode === undefined ? {} : { InvokeMode }),
    ...(Cors === undefined ? {} : { Cors: Object.keys(Cors).length === 0 ? undefined : Cors }),
  };
}

async function exists(name: string, forward: Forward): Promise<boolean> {
  const [functionName, alias] = name.split(':');
  const path = `/2015-03-31/functions/${functionName}${alias === undefined ? '' : `/aliases/${alias}`}`;
  return (await forward('GET', path, '')).status < 300;
}

function json(status: number, content?: Json): HttpResponse {
  const body = content === undefined ? '' : JSON.stringify(content);
  return { status, headers: { 'content-type': 'application/json' }, body };
}

function notFound(call: ApiCall, message = 'The resource you requested does not exist.'): HttpResponse {
  return encodeRefusal(call, { status: 404, code: 'ResourceNotFoundException', message });
}

function conflict(call: ApiCall): HttpResponse {
  const message = 'Failed to create function url config for the function. Error message: FunctionUrlConfig exists';
  return encodeRefusal(call, { status: 409, code: 'ResourceConflictException', message });
}
