import { useState } from 'preact/hooks';
import type { ConsoleFunction, HttpExchange } from '../api/types.ts';
import type { HttpResponse } from '../invocation/http-response.ts';
import { HttpView } from '../invocation/http-view.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { bytesOfBase64 } from '../parts/hex-rows.ts';
import { useStore } from '../state/current.ts';
import { formatBytes, formatDuration } from '../state/format.ts';
import { attempt } from '../state/toast.ts';
import { curlCommand, headersIn } from './curl-command.ts';
import { UrlLink } from './function-panel.tsx';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** The address of a function, and a form for requests to it. */
export function HttpPanel({ target }: { readonly target: ConsoleFunction }) {
  const { client } = useStore();
  const routes = target.triggers.flatMap((trigger) => (trigger.routes ?? []).map(requestOf));
  const [request, setRequest] = useState({ method: 'GET', path: '/', headers: '', body: '{"n":1}', ...routes[0] });
  const [exchange, setExchange] = useState<HttpExchange>();
  const base = (target.url ?? '').replace(/\/$/, '');
  const { method, path, headers, body } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const sent = { method, headers: headersIn(headers), body: hasBody ? body : '' };
  const command = curlCommand({ ...sent, url: `${base}${path}` });
  const change = (changes: Partial<typeof request>) => setRequest({ ...request, ...changes });
  const send = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      setExchange(await client.send<HttpExchange>('POST', '/api/request', { ...sent, path, function: target.key }));
      return undefined;
    });
  };
  return (
    <>
      <UrlLink url={`${base}/`} />
      <form class="stack send-form" onSubmit={send}>
        <h3>Send a request</h3>
        {routes.length > 1 && (
          <div class="row-group">
            {routes.map((each) => (
              <button
                key={`${each.method} ${each.path}`}
                type="button"
                class="button mono"
                onClick={() => change(each)}
              >
                {each.method} {each.path}
              </button>
            ))}
          </div>
        )}
        <div class="method-and-path">
          <label class="field">
            <span>Method</span>
            <select class="select" value={method} onChange={(event) => change({ method: event.currentTarget.value })}>
              {methods.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>Path and query</span>
            <input
              class="input mono"
              required
              pattern="/.*"
              title="A path that starts with /"
              value={path}
              onInput={(event) => change({ path: event.currentTarget.value })}
            />
          </label>
        </div>
        <label class="field">
          <span>Headers</span>
          <textarea
            class="input mono"
            rows={2}
            placeholder="Content-Type: application/json"
            value={headers}
            onInput={(event) => change({ headers: event.currentTarget.value })}
          />
        </label>
        {hasBody && (
          <label class="field">
            <span>Body</span>
            <textarea
              class="input mono"
              rows={4}
              value={body}
              onInput={(event) => change({ body: event.currentTarget.value })}
            />
          </label>
        )}
        <div class="form-row">
          <span class="command">
            <code>{command}</code>
            <CopyButton text={command} what="the command" />
          </span>
          <button type="submit" class="button primary">
            Send
          </button>
        </div>
      </form>
      {exchange !== undefined && <Exchange exchange={exchange} />}
    </>
  );
}

function Exchange({ exchange }: { readonly exchange: HttpExchange }) {
  const { bytes, durationMs } = exchange;
  const response = responseOf(exchange);
  return (
    <section class="stack" aria-label="The response">
      <h3>
        Response <span class="soft">after {formatDuration(durationMs)}</span>
      </h3>
      <HttpView response={response} />
      {bytes > response.body.length && <p class="soft">The first {formatBytes(response.body.length)} of it.</p>}
    </section>
  );
}

/** What a route such as `GET /orders/{id}` wants; `ANY` and `$default` want anything. */
function requestOf(route: string) {
  const [first = '', path = '/'] = route.split(' ');
  return { method: methods.includes(first) ? first : 'GET', path };
}

function responseOf({ status, headers, body }: HttpExchange): HttpResponse {
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  return {
    statusCode: status,
    headers: headers.map(({ name, value }) => [name, value]),
    contentType: (type.split(';', 1)[0] ?? '').trim().toLowerCase(),
    body: bytesOfBase64(body) ?? '',
  };
}
