import { isUtf8 } from 'node:buffer';
import type { HistoryEntry, PinnedReplay } from '../../record/history.ts';
import type { InvocationSummary } from '../../record/kept-invocation.ts';

/** An invocation in a list. */
export interface ListedInvocation extends InvocationSummary {
  readonly pinned: boolean;
  /** The paths that its replays ignore, if it is pinned. */
  readonly ignore?: readonly string[];
  /** Its last replay after a reload, if it is pinned. */
  readonly lastReplay?: PinnedReplay;
}

export function summaryJson({ summary, isPinned, ignored, lastReplay }: HistoryEntry): ListedInvocation {
  return {
    ...summary,
    pinned: isPinned,
    ...(ignored.length > 0 && { ignore: ignored }),
    ...(lastReplay && { lastReplay }),
  };
}

/**
 * An invocation as JSON. The event and the response are as they were received, so that large numbers stay as they are, and
 * nothing is written that has been parsed only for that.
 */
export function invocationJson(entry: HistoryEntry): string {
  const { event, response, details } = entry.content();
  const { errorType, clientContext, ...others } = details;
  const start = JSON.stringify({ ...summaryJson(entry), ...others, ...(errorType && { errorType }) });
  // Bytes that are no text would be lost.
  const bytes = isUtf8(response) ? '' : JSON.stringify(response.toString('base64'));
  const members = [
    ['clientContext', clientContext ?? ''],
    ['event', event.toString()],
    [errorType === undefined ? 'response' : 'error', response.toString()],
    ['responseBase64', bytes],
  ] as const;
  const written = members.filter(([, text]) => text !== '').map(([name, text]) => `,"${name}":${jsonOf(text)}`);
  return `${start.slice(0, -1)}${written.join('')}}`;
}

/** A text that is JSON, or else the text as a value of JSON. */
function jsonOf(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
