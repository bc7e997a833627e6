import type { InvocationSummary } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { Status, StatusCode, statusOf } from '../parts/status.tsx';
import { formatDateTime, formatDuration, formatTime, sourceName } from '../state/format.ts';
import { go } from '../state/location.ts';
import { escapeHidden } from '../state/visible-text.ts';

export const ROW_HEIGHT = 48;

interface InvocationRowProps {
  readonly item: InvocationSummary;
  readonly index: number;
  readonly isSelected: boolean;
}

export function InvocationRow({ item, index, isSelected }: InvocationRowProps) {
  const { id, source, startedAt, durationMs, attempt, requestId, pinned, about, returned, statusCode } = item;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: it is an option of a listbox with an active descendant
    <div
      id={`row-${index}`}
      role="option"
      aria-selected={isSelected}
      class="invocation-row"
      onClick={() => go({ id: String(id) })}
    >
      <Status status={statusOf(item)} statusCode={statusCode} />
      <span class="invocation-row-main">
        <span class="invocation-row-title">
          <strong class="clip">{item.function}</strong>
          <span class="badge">{sourceName(source)}</span>
          {attempt > 1 && <span class="badge warn">attempt {attempt}</span>}
          {statusCode !== undefined && <StatusCode status={statusCode} />}
          {returned !== undefined && <span class="badge warn">{returned} again later</span>}
          {pinned && <Icon name="pin" size={14} />}
        </span>
        <span class={about === undefined ? 'mono soft clip' : 'soft clip'} title={requestId}>
          {about === undefined ? requestId : escapeHidden(about)}
        </span>
      </span>
      <span class="invocation-row-times mono">
        <span>{formatDuration(durationMs)}</span>
        <time class="soft" title={formatDateTime(startedAt)}>
          {formatTime(startedAt)}
        </time>
      </span>
    </div>
  );
}
