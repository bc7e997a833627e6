import { BodyView } from '../parts/body-view.tsx';
import { bytesOfText } from '../parts/bytes.ts';
import { Facts } from '../parts/facts.tsx';
import { StatusCode } from '../parts/status.tsx';
import { formatBytes, formatCount } from '../state/format.ts';
import type { HttpResponse } from './http-response.ts';

/** A response as its client gets it. */
export function HttpView({ response }: { readonly response: HttpResponse }) {
  const { statusCode, headers, contentType, body } = response;
  const length = typeof body === 'string' ? bytesOfText(body).length : body.length;
  return (
    <>
      <p class="row-group facts">
        <StatusCode status={statusCode} />
        {contentType !== '' && <span class="clip">{contentType}</span>}
        <span>{formatBytes(length)}</span>
      </p>
      {headers.length > 0 && (
        <details>
          <summary>{formatCount(headers.length, 'header')}</summary>
          <Facts look="mono" facts={headers} />
        </details>
      )}
      {length > 0 && <BodyView contentType={contentType} body={body} />}
    </>
  );
}
