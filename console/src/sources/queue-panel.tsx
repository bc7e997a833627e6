import { useState } from 'preact/hooks';
import type { QueueDetails } from '../api/types.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { PAGE_SIZE, Pager } from '../parts/pager.tsx';
import { useStore } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { attempt } from '../state/toast.ts';
import { useLastLoaded } from '../state/use-loaded.ts';
import { MessageRow } from './message-row.tsx';
import { SendForm } from './send-form.tsx';

interface QueuePanelProps {
  readonly name: string;
  /** The queues whose messages it gets, if it is a dead-letter queue. */
  readonly deadLettersOf: readonly string[];
  /** Of the part of the pipeline. */
  readonly id: string;
}

/** What happened to messages. */
interface Moved {
  readonly moved?: number;
  /** Why others stay. */
  readonly problem?: string;
}

/** The messages of a queue. */
export function QueuePanel({ id, name, deadLettersOf }: QueuePanelProps) {
  const isDeadLetters = deadLettersOf.length > 0;
  const [source = '', ...others] = deadLettersOf;
  const target = others.length === 0 ? source : 'their queues';
  const store = useStore();
  const [skip, setSkip] = useState(0);
  const path = `/api/queues/${encodeURIComponent(name)}`;
  const address = `${path}?skip=${skip}&limit=${PAGE_SIZE}`;
  const queue = useLastLoaded(address, (signal) => store.client.get<QueueDetails>(address, signal));
  if (queue === undefined) return null;
  const run = (action: string, done: (moved: number) => string) =>
    attempt(async () => {
      const { moved = 0, problem } = await store.client.send<Moved>('POST', `${path}/${action}`);
      store.changed();
      if (problem !== undefined) throw new Error(`${done(moved)}; ${problem}`);
      return done(moved);
    });
  return (
    <div class="stack">
      <div class="row-group">
        {isDeadLetters && (
          <button
            type="button"
            class="button primary"
            disabled={queue.count === 0}
            onClick={() => run('redrive', (moved) => `${formatCount(moved, 'message')} went back to ${target}`)}
          >
            Redrive to {target}
          </button>
        )}
        <ConfirmButton
          class="button danger"
          disabled={queue.count === 0}
          question={`Purge ${name}?`}
          text={`${formatCount(queue.count, 'message')} will be deleted. This cannot be undone.`}
          action="Purge"
          onConfirm={() => run('purge', () => `${name} is empty`)}
        >
          Purge…
        </ConfirmButton>
        <span class="soft">{formatCount(queue.count, 'message')}</span>
      </div>
      {queue.messages.length === 0 ? (
        <p class="soft">{isDeadLetters ? 'No message has been received too often.' : 'No message is waiting.'}</p>
      ) : (
        <ol class="messages">
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
