import { useState } from 'preact/hooks';
import type { HttpExchange, PipelineNode } from '../api/types.ts';
import { type HttpResponse, mediaType } from '../invocation/http-response.ts';
import { HttpView } from '../invocation/http-view.tsx';
import { Button } from '../parts/button.tsx';
import { bytesOfBase64 } from '../parts/bytes.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Field, Form, Select, TextInput } from '../parts/fields.tsx';
import { useAction } from '../state/action.ts';
import { client } from '../state/current.ts';
import { formatBytes, formatDuration } from '../state/format.ts';
import { curlCommand, headersIn } from './curl-command.ts';
import { UrlLink } from './function-panel.tsx';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** The address of a function, and a form for requests to it. */
export function HttpPanel({ node }: { readonly node: PipelineNode }) {
  const { url, front } = node;
  if (url !== undefined) return <RequestForm {...node} url={url} />;
  return (
    <p class="soft">
      Another trigger of the function gets its requests. <code>--front {front}</code> chooses this one.
    </p>
  );
}

function RequestForm({ id, url, routes: all = [] }: PipelineNode & { readonly url: string }) {
  const routes = all.map(requestOf);
  const [request, setRequest] = useState({ method: 'GET', path: '/', headers: '', body: '{"n":1}', ...routes[0] });
  const [exchange, setExchange] = useState<HttpExchange>();
  const base = url.replace(/\/$/, '');
  const { method, path, headers, body } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const sent = { method, headers: headersIn(headers), body: hasBody ? body : '' };
  const command = curlCommand({ ...sent, url: `${base}${path}` });
  const change = (changes: Partial<typeof request>) => setRequest({ ...request, ...changes });
  const send = useAction(async () => {
    setExchange(
      await client.send<HttpExchange>('POST', '/api/request', { ...sent, path, function: id.slice('http:'.length) }),
    );
    return undefined;
  });
  return (
    <>
      <UrlLink url={`${base}/`} />
      <Form class="stack send-form" action={send}>
        <h3>Send a request</h3>
        {routes.length > 1 && (
          <div class="row-group">
            {routes.map((each) => (
              <Button key={`${each.method} ${each.path}`} look="mono" onClick={() => change(each)}>
                {each.method} {each.path}
              </Button>
            ))}
          </div>
        )}
        <div class="method-and-path">
          <Field label="Method">
            <Select
              value={method}
              options={methods.map((each) => [each])}
              onChoose={(chosen) => change({ method: chosen })}
            />
          </Field>
          <Field label="Path and query">
            <TextInput
              look="mono"
              required
              pattern="/.*"
              title="A path that starts with /"
              value={path}
              onText={(text) => change({ path: text })}
            />
          </Field>
        </div>
        <Field label="Headers">
          <TextInput
            look="mono"
            rows={2}
            placeholder="Content-Type: application/json"
            value={headers}
            onText={(text) => change({ headers: text })}
          />
        </Field>
        {hasBody && (
          <Field label="Body">
            <TextInput look="mono" rows={4} value={body} onText={(text) => change({ body: text })} />
          </Field>
        )}
        <div class="form-row">
          <span class="command">
            <code>{command}</code>
            <CopyButton text={command} what="the command" />
          </span>
          <Button look="primary" isSubmit>
            Send
          </Button>
        </div>
      </Form>
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
  return {
    statusCode: status,
    headers: headers.map(({ name, value }) => [name, value]),
    contentType: mediaType(headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value),
    body: bytesOfBase64(body) ?? '',
  };
}
