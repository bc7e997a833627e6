import type { FunctionError, Invocation, QueueMessage } from '../api/types.ts';
import { BodyView } from '../parts/body-view.tsx';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { DialogButton } from '../parts/dialog-button.tsx';
import { type Fact, Facts } from '../parts/facts.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Status, statusOf } from '../parts/status.tsx';
import { useAction } from '../state/action.ts';
import { client, store } from '../state/current.ts';
import { formatDateTime, formatDuration } from '../state/format.ts';
import { useValue } from '../state/observable.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { visibleText } from '../state/visible-text.ts';
import { ContentRow } from './content-row.tsx';

interface MessageRowProps {
  readonly message: QueueMessage;
  /** Of the queue, in the API. */
  readonly path: string;
}

/** A message, and what can be done with it. */
export function MessageRow(props: MessageRowProps) {
  const { body, state, receiveCount, groupId, visibleAt } = props.message;
  const wait = visibleAt - (Date.now() + useValue(store.clockOffset));
  const heading = (
    <>
      <span class={`badge ${state === 'visible' ? 'info' : 'warn'}`}>
        {state}
        {state !== 'visible' && wait > 0 && ` for ${formatDuration(wait)}`}
      </span>
      {receiveCount > 0 && <span class="badge">received {receiveCount}×</span>}
      {groupId !== undefined && <span class="badge">group {groupId}</span>}
      <code class="clip message-body">{body}</code>
    </>
  );
  return (
    <ContentRow look="message-heading" heading={heading}>
      <Details {...props} />
    </ContentRow>
  );
}

function Details({ message, path }: MessageRowProps) {
  const { messageId, state, sentAt, attributes = {}, deadLetterSource } = message;
  const redrive = useAction(async () => {
    await store.send('POST', `${path}/redrive`, { messageId });
    return `the message is back in ${deadLetterSource}`;
  });
  const remove = async () => {
    await store.send('POST', `${path}/delete`, { messageId });
    return 'deleted the message';
  };
  // The list has only its beginning.
  const body = useLoaded(messageId, async (signal) => {
    return (await client.get<QueueMessage>(`${path}/messages/${messageId}`, {}, signal)).body;
  });
  const last = useLastInvocation(message);
  return (
    <>
      <div class="row-group">
        {deadLetterSource !== undefined && (
          <Button disabled={state !== 'visible'} action={redrive}>
            Redrive
          </Button>
        )}
        <DialogButton look="danger" label="Delete…" heading="Delete the message?" action={remove} submit="Delete">
          <p>This cannot be undone.</p>
        </DialogButton>
        {body !== undefined && <CopyButton text={body} what="the body" />}
      </div>
      {body !== undefined && <BodyView body={body} />}
      <Facts
        facts={[
          ['Sent', <time>{formatDateTime(sentAt)}</time>],
          ['Id', <span class="mono">{messageId}</span>],
          [
            'Failed in',
            deadLetterSource && <PlaceLink to={{ node: `queue:${deadLetterSource}` }}>{deadLetterSource}</PlaceLink>,
          ],
          ...Object.entries(attributes).map(([name, { type, value }]): Fact => {
            return [<span class="mono">{name}</span>, <span title={type}>{value}</span>];
          }),
          ['Last invocation', last && <LastInvocation invocation={last} />],
        ]}
      />
    </>
  );
}

/** The last invocation that got a message. */
function useLastInvocation({ messageId, receiveCount }: QueueMessage): Invocation | undefined {
  return useLoaded(messageId, async (signal) => {
    if (receiveCount === 0) return undefined;
    const [last] = await client.invocations({ text: messageId, limit: 1 }, signal);
    return last && client.get<Invocation>(`/api/invocations/${last.id}`, {}, signal);
  });
}

function LastInvocation({ invocation }: { readonly invocation: Invocation }) {
  const { id, error, errorType } = invocation;
  const known: FunctionError = typeof error === 'object' ? error : {};
  return (
    <>
      <span class="row-group">
        <Status status={statusOf(invocation)} />
        <PlaceLink to={{ view: 'timeline', id: String(id), tab: '' }}>
          {invocation.function} #{id}
        </PlaceLink>
      </span>
      {errorType !== undefined && (
        <p class="mono">
          {known.errorType ?? errorType}
          {known.errorMessage && `: ${visibleText(known.errorMessage)}`}
        </p>
      )}
    </>
  );
}
