import type { ApiCall } from './api-call.ts';
import type { Forward } from './moto-gaps.ts';
import { encodeRefusal, type HttpResponse } from './refusal.ts';

type Json = Record<string, unknown>;

/**
 * The configurations for asynchronous invocations. AWS has one for a function and one for each of its aliases; moto has
 * one for all of them together, which does not change once it is set.
 */
export class EventInvokeConfigs {
  /** By region, function and alias. */
  readonly #configs = new Map<string, Json>();

  /** Responds to the calls for these configurations; undefined for all others. */
  async respond(call: ApiCall, forward: Forward): Promise<HttpResponse | undefined> {
    if (!/FunctionEventInvokeConfigs?$/.test(call.operation)) return undefined;
    const { url, region } = call;
    const [, name = ''] = /\/functions\/([^/]+)/.exec(decodeURIComponent(url.pathname)) ?? [];
    const key = [`${region} ${name}`, url.searchParams.get('Qualifier')].filter(Boolean).join(':');
    switch (call.operation) {
      case 'PutFunctionEventInvokeConfig': {
        const { status } = await forward('GET', `/2015-03-31/functions/${name}`, '');
        if (status !== 200) return notFound(call, `Function not found: ${name}`);
        this.#configs.set(key, JSON.parse(call.body));
        return json(200, this.#configs.get(key));
      }
      case 'GetFunctionEventInvokeConfig':
        return this.#configs.has(key) ? json(200, this.#configs.get(key)) : notFound(call);
      case 'ListFunctionEventInvokeConfigs': {
        const FunctionEventInvokeConfigs = [...this.#configs]
          .filter(([id]) => id === key || id.startsWith(`${key}:`))
          .map(([id, config]) => {
            const alias = id.slice(key.length + 1) || '$LATEST';
            return { ...config, FunctionArn: `arn:aws:lambda:${region}:123456789012:function:${name}:${alias}` };
          });
        return json(200, { FunctionEventInvokeConfigs });
      }
      case 'DeleteFunctionEventInvokeConfig':
        return this.#configs.delete(key) ? json(204) : notFound(call);
      default:
        return undefined;
    }
  }

  /** Removes the configurations of the function or the alias that this call has deleted. */
  remove({ url, region }: ApiCall): void {
    const [, name = ''] = /\/functions\/([^/]+)/.exec(decodeURIComponent(url.pathname)) ?? [];
    const [, alias] = /\/aliases\/([^/]+)/.exec(url.pathname) ?? [];
    const key = [`${region} ${name}`, alias].filter(Boolean).join(':');
    for (const id of this.#configs.keys()) {
      if (id === key || id.startsWith(`${key}:`)) this.#configs.delete(id);
    }
  }
}

function notFound(call: ApiCall, message = "The function doesn't have an EventInvokeConfig"): HttpResponse {
  return encodeRefusal(call, { status: 404, code: 'ResourceNotFoundException', message });
}

function json(status: number, document?: unknown): HttpResponse {
  const body = document === undefined ? '' : JSON.stringify(document);
  return { status, headers: { 'content-type': 'application/json' }, body };
}
