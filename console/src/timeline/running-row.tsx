import { Elapsed } from '../parts/elapsed.tsx';
import { Status } from '../parts/status.tsx';
import { useStore } from '../state/current.ts';
import { formatTime } from '../state/format.ts';
import { go } from '../state/location.ts';
import type { RunningInvocation } from '../state/running-invocations.ts';
import { escapeHidden } from '../state/visible-text.ts';

interface RunningRowProps {
  readonly item: RunningInvocation;
  readonly index: number;
  readonly isSelected: boolean;
}

/** An invocation that has not ended, in the place where its record will be. */
export function RunningRow({ item, index, isSelected }: RunningRowProps) {
  const { requestId, startedAt, source, about } = item;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: it is an option of a listbox with an active descendant
    <div
      id={`row-${index}`}
      role="option"
      aria-selected={isSelected}
      class="invocation-row"
      onClick={() => go({ id: requestId, tab: '' })}
    >
      <Status status="running" />
      <span class="invocation-row-main">
        <span class="invocation-row-title">
          <strong class="clip">{item.function}</strong>
          {source !== undefined && <span class="badge">{source}</span>}
          <span class="badge info">running</span>
        </span>
        <span class="soft clip" title={requestId}>
          {escapeHidden(about ?? '')}
        </span>
      </span>
      <span class="invocation-row-times mono">
        <Elapsed since={startedAt} />
        <time class="soft">{formatTime(startedAt + useStore().clockOffset.value)}</time>
      </span>
    </div>
  );
}
