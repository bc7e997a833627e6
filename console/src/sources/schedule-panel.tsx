import type { PipelineNode } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { formatDateTime, formatDuration } from '../state/format.ts';
import { attempt } from '../state/toast.ts';

/** When a schedule is due, and the button that runs it now. */
export function SchedulePanel({ node: { name, nextDue } }: { readonly node: PipelineNode }) {
  const { client, state } = useStore();
  const now = state.value?.clock.now ?? 0;
  const run = () =>
    attempt(async () => {
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
        <button type="button" class="button primary" onClick={run}>
          <Icon name="play" />
          Run now
        </button>
      </div>
    </div>
  );
}
