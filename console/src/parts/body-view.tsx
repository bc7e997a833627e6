import { useState } from 'preact/hooks';
import { parseExactJson } from '../api/exact-json.ts';
import { formatBytes } from '../state/format.ts';
import { visibleText } from '../state/visible-text.ts';
import { Button } from './button.tsx';
import { base64Of, isBinary } from './bytes.ts';
import { HexView } from './hex-view.tsx';
import { JsonTree } from './json-tree.tsx';

/** How many characters are shown at first. More would make the page slow. */
const FIRST = 65_536;

interface BodyViewProps {
  readonly body: string | Uint8Array;
  /** Without parameters, in lower case. */
  readonly contentType?: string;
}

/** What a response, a message or an object contains, in the form that suits it. */
export function BodyView({ body, contentType = '' }: BodyViewProps) {
  const [isWhole, setWhole] = useState(false);
  const [isPicture, setPicture] = useState(/^image\/[\w.+-]+$/.test(contentType));
  if (typeof body !== 'string') {
    if (isPicture) {
      const source = `data:${contentType};base64,${base64Of(body)}`;
      return <img class="body-image" alt="Preview" src={source} onError={() => setPicture(false)} />;
    }
    if (isBinary(body)) return <HexView bytes={body} />;
  }
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const value = /^\s*[[{]/.test(text) ? parsed(text) : undefined;
  if (value !== undefined) return <JsonTree value={value} />;
  const rest = isWhole ? 0 : text.length - FIRST;
  return (
    <>
      {contentType === 'text/html' && (
        <details class="html-preview">
          <summary class="button">Show the page</summary>
          <iframe title="The response as a page" sandbox="" srcdoc={text} />
        </details>
      )}
      <pre class="text">{visibleText(rest > 0 ? text.slice(0, FIRST) : text)}</pre>
      {rest > 0 && <Button onClick={() => setWhole(true)}>{formatBytes(rest)} more</Button>}
    </>
  );
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
