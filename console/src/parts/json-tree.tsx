import type { ComponentChild, ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { ExactNumber, parseExactJson } from '../api/exact-json.ts';
import { formatCount } from '../state/format.ts';
import { Button } from './button.tsx';
import { bytesOfBase64, isBinary } from './bytes.ts';
import { HexView } from './hex-view.tsx';
import { Toggle } from './toggle.tsx';

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

interface TextNodeProps {
  readonly label: ComponentChild;
  readonly text: string;
  readonly depth: number;
}

/** Bytes in Base64, as records of Kinesis and attributes of messages have them: what they are, on request. */
function BytesInText({ label, text, bytes, depth }: TextNodeProps & { readonly bytes: Uint8Array }) {
  return (
    <TextAround label={label} text={text} staysShown show="Show the bytes" hide="Hide the bytes">
      {isBinary(bytes) ? <HexView bytes={bytes} /> : <JsonNode value={new TextDecoder().decode(bytes)} depth={depth} />}
    </TextAround>
  );
}

/** A text that may be JSON itself, as the body of a request or message often is. */
function JsonInText({ label, text, depth }: TextNodeProps) {
  const value = useMemo(() => objectIn(text), [text]);
  return (
    <TextAround label={label} text={text} show="Show as JSON" hide="Show the text">
      {value && <JsonParent label={undefined} value={value} depth={depth} />}
    </TextAround>
  );
}

interface TextAroundProps extends Omit<TextNodeProps, 'depth'> {
  /** Whether the text stays when what is in it is shown. */
  readonly staysShown?: boolean;
  readonly show: string;
  readonly hide: string;
  /** What is in it; undefined if it is only a text. */
  readonly children: ComponentChildren;
}

function TextAround({ label, text, staysShown = false, show, hide, children }: TextAroundProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div class="json-row">
        {label}
        {(staysShown || !isOpen) && <JsonValue value={text} />}
        {children && (
          <button type="button" class="badge json-in-text" aria-pressed={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? hide : show}
          </button>
        )}
      </div>
      {isOpen && <div class="json-members">{children}</div>}
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

const quoted = (text: string) => JSON.stringify(text);

function JsonParent({ label, value, depth }: { label: ComponentChild; value: object; depth: number }) {
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
    <div>
      <Toggle isOpen={isOpen} onToggle={setOpen}>
        {label}
        {open}
        {!isOpen && (
          <span class="soft">
            {' '}
            {formatCount(entries.length, isList ? 'item' : 'member')} {close}
          </span>
        )}
      </Toggle>
      {isOpen && (
        <>
          <div class="json-members">
            {entries.slice(0, shown).map(([key, member]) => (
              <JsonNode key={key} {...(isList ? {} : { name: key })} value={member} depth={depth + 1} />
            ))}
            {shown < entries.length && (
              <Button look="quiet" onClick={() => setShown(shown + STEP)}>
                {entries.length - shown} more
              </Button>
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
      <Button look="quiet" onClick={() => setWhole(true)}>
        {text.length - MAX_TEXT} more characters
      </Button>
    </>
  );
}
