import { useState } from 'preact/hooks';
import type { QueueDetails } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { DialogButton } from '../parts/dialog-button.tsx';
import { PAGE_SIZE, Pager } from '../parts/pager.tsx';
import { useAction } from '../state/action.ts';
import { store } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { useLastLoaded } from '../state/use-loaded.ts';
import { MessageRow } from './message-row.tsx';
import { SendForm } from './send-form.tsx';

/** How much of each body the list has, which shows a line of it. */
const PREVIEW_LENGTH = 200;

interface QueuePanelProps {
  readonly name: string;
  /** The queues whose messages it gets, if it is a dead-letter queue. */
  readonly deadLettersOf: readonly string[];
  /** Of the part of the pipeline. */
  readonly id: string;
}

/** The messages of a queue. */
export function QueuePanel({ id, name, deadLettersOf }: QueuePanelProps) {
  const isDeadLetters = deadLettersOf.length > 0;
  const target = deadLettersOf.length > 1 ? 'their queues' : deadLettersOf[0];
  const [skip, setSkip] = useState(0);
  const path = `/api/queues/${encodeURIComponent(name)}`;
  const queue = useLastLoaded(`${path} ${skip}`, (signal) =>
    store.client.get<QueueDetails>(path, { skip, limit: PAGE_SIZE, preview: PREVIEW_LENGTH }, signal),
  );
  const redrive = useAction(async () => {
    // The problem is why others stay.
    const { moved, problem } = await store.send<{ moved: number; problem?: string }>('POST', `${path}/redrive`);
    const done = `${formatCount(moved, 'message')} went back to ${target}`;
    if (problem !== undefined) throw new Error(`${done}; ${problem}`);
    return done;
  });
  const purge = async () => {
    await store.send('POST', `${path}/purge`);
    return `${name} is empty`;
  };
  if (queue === undefined) return null;
  const isEmpty = queue.count === 0;
  const count = formatCount(queue.count, 'message');
  return (
    <div class="stack">
      <div class="row-group">
        {isDeadLetters && (
          <Button look="primary" disabled={isEmpty} action={redrive}>
            Redrive to {target}
          </Button>
        )}
        <DialogButton
          look="danger"
          disabled={isEmpty}
          label="Purge…"
          heading={`Purge ${name}?`}
          action={purge}
          submit="Purge"
        >
          <p>{count} will be deleted. This cannot be undone.</p>
        </DialogButton>
        <span class="soft">{count}</span>
      </div>
      {queue.messages.length === 0 ? (
        <p class="soft">{isDeadLetters ? 'No message has been received too often.' : 'The queue is empty.'}</p>
      ) : (
        <ol class="contents">
          {queue.messages.map((message) => (
            <MessageRow key={message.messageId} message={message} path={path} />
          ))}
        </ol>
      )}
      <Pager label="Pages of messages" skip={skip} count={queue.count} onSkip={setSkip} />
      {!isDeadLetters && <SendForm id={id} name={name} kind="queue" />}
    </div>
  );
}
