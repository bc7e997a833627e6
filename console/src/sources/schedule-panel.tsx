import type { PipelineNode } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useAction } from '../state/action.ts';
import { client, useEmulator } from '../state/current.ts';
import { formatDateTime, formatDuration } from '../state/format.ts';

/** When a schedule is due, and the button that runs it now. */
export function SchedulePanel({ node: { name, nextDue } }: { readonly node: PipelineNode }) {
  const now = useEmulator().clock?.now ?? 0;
  const run = useAction(async () => {
    await client.send('POST', `/api/schedules/${encodeURIComponent(name)}/run`);
    return `${name} runs`;
  });
  return (
    <div class="stack">
      <p>
        {nextDue === undefined ? (
          'It is not due again.'
        ) : (
          <>
            Next: <time>{formatDateTime(nextDue)}</time>, in {formatDuration(Math.max(0, nextDue - now))}
          </>
        )}
      </p>
      <p class="soft">“Skip to next” in the bar above moves the clock to what is due next.</p>
      <div class="row-group">
        <Button look="primary" action={run}>
          <Icon name="play" />
          Run now
        </Button>
      </div>
    </div>
  );
}
