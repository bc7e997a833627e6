import { useMemo, useState } from 'preact/hooks';
import { ExactNumber, parseExactJson } from '../api/exact-json.ts';
import { formatCount } from '../state/format.ts';
import { escapeHidden } from '../state/visible-text.ts';
import { bytesOfBase64, isBinary } from './hex-rows.ts';
import { HexView } from './hex-view.tsx';

/** How many members are shown at first, and how many more at each step. */
const STEP = 100;
/** Objects down to this depth are open at first. */
const OPEN_DEPTH = 3;
const MAX_TEXT = 2000;
/** Members that have bytes in Base64 in events of Kinesis, Firehose, SQS, SNS and MQ. */
const bytesMembers: ReadonlySet<string> = new Set(['data', 'Data', 'binaryValue', 'BinaryValue']);

interface JsonNodeProps {
  readonly name?: string;
  readonly value: unknown;
  readonly depth: number;
}

/** A JSON value as a tree whose parts are rendered when they are opened. */
export function JsonTree({ value }: { readonly value: unknown }) {
  return (
    <div class="json mono">
      <JsonNode value={value} depth={0} />
    </div>
  );
}

function JsonNode({ name, value, depth }: JsonNodeProps) {
  const label = name !== undefined && <span class="json-name">{quoted(name)}: </span>;
  const bytes = typeof value === 'string' && bytesMembers.has(name ?? '') && value !== '' && bytesOfBase64(value);
  if (bytes) return <BytesInText label={label} text={String(value)} bytes={bytes} depth={depth} />;
  if (typeof value === 'string' && /^\s*[[{]/.test(value))
    return <JsonInText label={label} text={value} depth={depth} />;
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
    return (
      <div class="json-row">
        {label}
        <JsonValue value={value} />
      </div>
    );
  }
  return <JsonParent label={label} value={value} depth={depth} />;
}

interface BytesInTextProps {
  readonly label: preact.ComponentChild;
  /** In Base64. */
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly depth: number;
}

/** Bytes in Base64, as records of Kinesis and attributes of messages have them: what they are, on request. */
function BytesInText({ label, text, bytes, depth }: BytesInTextProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div class="json-row">
        {label}
        <JsonValue value={text} />
        <button type="button" class="badge json-in-text" aria-pressed={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide the bytes' : 'Show the bytes'}
        </button>
      </div>
      {isOpen && (
        <div class="json-members">
          {isBinary(bytes) ? (
            <HexView bytes={bytes} />
          ) : (
            <JsonNode value={new TextDecoder().decode(bytes)} depth={depth} />
          )}
        </div>
      )}
    </>
  );
}

/** A text that may be JSON itself, as the body of a request or message often is. */
function JsonInText({ label, text, depth }: { label: preact.ComponentChild; text: string; depth: number }) {
  const [isOpen, setOpen] = useState(false);
  const value = useMemo(() => objectIn(text), [text]);
  return (
    <>
      <div class="json-row">
        {label}
        {!isOpen && <JsonValue value={text} />}
        {value !== undefined && (
          <button type="button" class="badge json-in-text" aria-pressed={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show the text' : 'Show as JSON'}
          </button>
        )}
      </div>
      {isOpen && value !== undefined && (
        <div class="json-members">
          <JsonParent label={undefined} value={value} depth={depth} />
        </div>
      )}
    </>
  );
}

/** The object or list that a text has in JSON. */
function objectIn(text: string): object | undefined {
  try {
    const value = parseExactJson(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const quoted = (text: string) => escapeHidden(JSON.stringify(text));

function JsonParent({ label, value, depth }: { label: preact.ComponentChild; value: object; depth: number }) {
  const entries = Object.entries(value);
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH && (depth === 0 || entries.length <= STEP));
  const [shown, setShown] = useState(STEP);
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div class="json-row">
        {label}
        {open}
        {close}
      </div>
    );
  }
  return (
    <div class="json-parent">
      <button type="button" class="json-row json-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="json-mark" aria-hidden="true">
          {isOpen ? '▾' : '▸'}
        </span>
        {label}
        {open}
        {!isOpen && (
          <span class="soft">
            {' '}
            {formatCount(entries.length, isList ? 'item' : 'member')} {close}
          </span>
        )}
      </button>
      {isOpen && (
        <>
          <div class="json-members">
            {entries.slice(0, shown).map(([key, member]) => (
              <JsonNode key={key} {...(isList ? {} : { name: key })} value={member} depth={depth + 1} />
            ))}
            {shown < entries.length && (
              <button type="button" class="button quiet" onClick={() => setShown(shown + STEP)}>
                {entries.length - shown} more
              </button>
            )}
          </div>
          <div class="json-row">{close}</div>
        </>
      )}
    </div>
  );
}

function JsonValue({ value }: { readonly value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  if (value instanceof ExactNumber) return <span class="json-number">{value.digits}</span>;
  if (typeof value !== 'string') return <span class={`json-${typeof value}`}>{String(value)}</span>;
  const text = quoted(value);
  if (isWhole || text.length <= MAX_TEXT) return <span class="json-string">{text}</span>;
  return (
    <>
      <span class="json-string">{text.slice(0, MAX_TEXT)}…</span>
      <button type="button" class="button quiet" onClick={() => setWhole(true)}>
        {text.length - MAX_TEXT} more characters
      </button>
    </>
  );
}
