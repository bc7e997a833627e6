import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { FunctionError, Invocation, InvocationSummary, QueueMessage } from '../api/types.ts';
import { BodyView } from '../parts/body-view.tsx';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Status, statusOf } from '../parts/status.tsx';
import { useStore } from '../state/current.ts';
import { formatDateTime, formatDuration } from '../state/format.ts';
import { attempt } from '../state/toast.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { visibleText } from '../state/visible-text.ts';

/** How much of a body its heading has. It shows a line of it. */
const HEADING_LENGTH = 200;

const states: Readonly<Record<QueueMessage['state'], string>> = {
  visible: 'waiting',
  hidden: 'hidden',
  delayed: 'delayed',
};

interface MessageRowProps {
  readonly message: QueueMessage;
  /** Of the queue, in the API. */
  readonly path: string;
}

/** A message, and what can be done with it. */
export function MessageRow({ message, path }: MessageRowProps) {
  const store = useStore();
  const [isOpen, setOpen] = useState(false);
  const {
    messageId,
    body,
    state,
    receiveCount,
    visibleAt,
    groupId,
    sentAt,
    attributes = {},
    deadLetterSource,
  } = message;
  const wait = visibleAt - (Date.now() + store.clockOffset.value);
  const run = (action: string, done: string) =>
    attempt(async () => {
      await store.client.send('POST', `${path}/${action}`, { messageId });
      store.changed();
      return done;
    });
  return (
    <li class="message">
      <button type="button" class="message-heading" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class={`badge ${state === 'visible' ? 'info' : 'warn'}`}>
          {states[state]}
          {state !== 'visible' && wait > 0 && ` for ${formatDuration(wait)}`}
        </span>
        {receiveCount > 0 && <span class="badge">received {receiveCount}×</span>}
        {groupId !== undefined && <span class="badge">group {visibleText(groupId)}</span>}
        <code class="clip message-body">{visibleText(body.slice(0, HEADING_LENGTH))}</code>
      </button>
      {isOpen && (
        <div class="message-details">
          <div class="row-group">
            {deadLetterSource !== undefined && (
              <button
                type="button"
                class="button"
                disabled={state !== 'visible'}
                onClick={() => run('redrive', `the message is back in ${deadLetterSource}`)}
              >
                Send back
              </button>
            )}
            <ConfirmButton
              class="button danger"
              question="Delete the message?"
              text="This cannot be undone."
              action="Delete"
              onConfirm={() => run('delete', 'deleted the message')}
            >
              Delete…
            </ConfirmButton>
            <CopyButton text={body} what="the body" />
          </div>
          <BodyView body={body} />
          <dl class="settings">
            <dt>Sent</dt>
            <dd>
              <time>{formatDateTime(sentAt)}</time>
            </dd>
            <dt>Id</dt>
            <dd class="mono">{messageId}</dd>
            {deadLetterSource !== undefined && (
              <>
                <dt>Failed in</dt>
                <dd>
                  <PlaceLink to={{ node: `queue:${deadLetterSource}` }}>{deadLetterSource}</PlaceLink>
                </dd>
              </>
            )}
            {Object.entries(attributes).map(([name, { type, value }]) => (
              <Fragment key={name}>
                <dt class="mono">{name}</dt>
                <dd title={type}>{visibleText(value)}</dd>
              </Fragment>
            ))}
            {receiveCount > 0 && <LastInvocation messageId={messageId} />}
          </dl>
        </div>
      )}
    </li>
  );
}

/** The last invocation that got a message, with its error. */
function LastInvocation({ messageId }: { readonly messageId: string }) {
  const { client } = useStore();
  const found = useLoaded(messageId, async (signal) => {
    const query = new URLSearchParams({ text: messageId, limit: '1' });
    const list = await client.get<{ invocations: InvocationSummary[] }>(`/api/invocations?${query}`, signal);
    const [last] = list.invocations;
    return last && client.get<Invocation>(`/api/invocations/${last.id}`, signal);
  });
  if (found === undefined) return null;
  const { id, error, errorType } = found;
  const known: FunctionError = typeof error === 'object' ? error : {};
  return (
    <>
      <dt>Last invocation</dt>
      <dd>
        <span class="row-group">
          <Status status={statusOf(found)} />
          <PlaceLink to={{ view: 'timeline', id: String(id), tab: '' }}>
            {found.function} #{id}
          </PlaceLink>
        </span>
        {errorType !== undefined && (
          <p class="mono">
            {visibleText(known.errorType ?? errorType)}
            {known.errorMessage && `: ${visibleText(known.errorMessage)}`}
          </p>
        )}
      </dd>
    </>
  );
}
