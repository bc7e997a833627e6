import { useMemo } from 'preact/hooks';
import type { Invocation } from '../api/types.ts';
import { BodyView } from '../parts/body-view.tsx';
import { bytesOfBase64 } from '../parts/bytes.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { HexView } from '../parts/hex-view.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { Chunks } from './chunks.tsx';
import { ErrorReport } from './error-report.tsx';
import { parseHttpResponse } from './http-response.ts';
import { HttpView } from './http-view.tsx';

/** What the function has responded, or why it failed. */
export function ResponseTab({ invocation }: { readonly invocation: Invocation }) {
  const { status, error, errorType = '', chunks, stream } = invocation;
  return (
    <div class="stack">
      {chunks !== undefined && <Chunks chunks={chunks} totals={stream} />}
      {status === 'success' ? <Response invocation={invocation} /> : <ErrorReport error={error} kind={errorType} />}
    </div>
  );
}

function Response({ invocation: { response, responseBase64 } }: { readonly invocation: Invocation }) {
  const bytes = useMemo(
    () => (responseBase64 === undefined ? undefined : bytesOfBase64(responseBase64)),
    [responseBase64],
  );
  const http = useMemo(() => parseHttpResponse(bytes ?? response), [bytes, response]);
  if (http === undefined && bytes !== undefined) return <HexView bytes={bytes} />;
  if (response === undefined) return <EmptyState title="The response is empty" />;
  if (http === undefined) return <Whole response={response} />;
  return (
    <>
      <HttpView response={http} />
      <details>
        <summary>As the function has returned it</summary>
        <Whole response={response} />
      </details>
    </>
  );
}

function Whole({ response }: { readonly response: unknown }) {
  const text = typeof response === 'string' ? response : JSON.stringify(response, undefined, 2);
  return (
    <div class="with-tools">
      {typeof response === 'string' ? <BodyView body={response} /> : <JsonTree value={response} />}
      <div class="tools">
        <CopyButton text={text} what="the response" />
      </div>
    </div>
  );
}
