import type { ComponentChildren } from 'preact';
import type { InvocationSummary } from '../api/types.ts';
import { Elapsed } from '../parts/elapsed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Status, StatusCode, statusOf } from '../parts/status.tsx';
import { formatDateTime, formatDuration, formatTime } from '../state/format.ts';
import { go } from '../state/location.ts';
import type { RunningInvocation } from '../state/running-invocations.ts';
import { isRunning, type TimelineItem } from './timeline-items.ts';

export const ROW_HEIGHT = 48;

interface RowProps<Item> {
  readonly item: Item;
  readonly index: number;
  readonly isSelected: boolean;
}

/** An invocation. One that runs is where its record will be. */
export function TimelineRow({ item, ...rest }: RowProps<TimelineItem>) {
  return isRunning(item) ? <RunningRow item={item} {...rest} /> : <RecordRow item={item} {...rest} />;
}

function RecordRow({ item, ...rest }: RowProps<InvocationSummary>) {
  const { id, startedAt, attempt, requestId, pinned, about, returned, statusCode } = item;
  return (
    <Row
      {...rest}
      item={item}
      to={{ id: String(id) }}
      status={<Status status={statusOf(item)} statusCode={statusCode} />}
      badges={
        <>
          {attempt > 1 && <span class="badge warn">attempt {attempt}</span>}
          {statusCode !== undefined && <StatusCode status={statusCode} />}
          {returned !== undefined && <span class="badge warn">{returned} again later</span>}
          {pinned && <Icon name="pin" size={14} />}
        </>
      }
      about={about === undefined ? <span class="mono">{requestId}</span> : about}
      duration={<span>{formatDuration(item.durationMs)}</span>}
      startedAt={startedAt}
    />
  );
}

function RunningRow({ item, ...rest }: RowProps<RunningInvocation>) {
  const { requestId, startedAt, about = '' } = item;
  return (
    <Row
      {...rest}
      item={item}
      to={{ id: requestId, tab: '' }}
      status={<Status status="running" />}
      badges={<span class="badge info">running</span>}
      about={about}
      duration={<Elapsed since={startedAt} />}
      startedAt={startedAt}
    />
  );
}

interface FrameProps extends RowProps<TimelineItem> {
  /** Where it leads. */
  readonly to: Readonly<Record<string, string>>;
  readonly status: ComponentChildren;
  /** After the source. */
  readonly badges: ComponentChildren;
  readonly about: ComponentChildren;
  readonly duration: ComponentChildren;
  /** On the clock of the sources. */
  readonly startedAt: number;
}

function Row({ item, index, isSelected, to, status, badges, about, duration, startedAt }: FrameProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: it is an option of a listbox with an active descendant
    <div id={`row-${index}`} role="option" aria-selected={isSelected} class="invocation-row" onClick={() => go(to)}>
      {status}
      <span class="invocation-row-main">
        <span class="invocation-row-title">
          <strong class="clip">{item.function}</strong>
          {item.source !== undefined && <span class="badge">{item.source}</span>}
          {badges}
        </span>
        <span class="soft clip" title={item.requestId}>
          {about}
        </span>
      </span>
      <span class="invocation-row-times mono">
        {duration}
        <time class="soft" title={formatDateTime(startedAt)}>
          {formatTime(startedAt)}
        </time>
      </span>
    </div>
  );
}
