import type { InvocationStatus, InvocationSummary } from '../api/types.ts';
import { Icon, type IconName } from './icon.tsx';

export type ShownStatus = InvocationStatus | 'running' | 'partial';

export const looks: Readonly<Record<ShownStatus, { icon: IconName; label: string }>> = {
  running: { icon: 'running', label: 'Running' },
  success: { icon: 'check', label: 'Succeeded' },
  partial: { icon: 'fault', label: 'With failures' },
  error: { icon: 'cross', label: 'Failed' },
  timeout: { icon: 'schedule', label: 'Timed out' },
};

/** A function can succeed although it reports that records of its batch have failed, or responds with an HTTP error. */
export function statusOf({ status, returned, statusCode = 200 }: InvocationSummary): ShownStatus {
  return status === 'success' && (returned !== undefined || statusCode >= 500) ? 'partial' : status;
}

export function labelOf(summary: InvocationSummary): string {
  return looks[statusOf(summary)].label;
}

interface StatusProps {
  readonly status: ShownStatus;
  readonly withLabel?: boolean;
  /** The HTTP status of the response, if it is one. */
  readonly statusCode?: number | undefined;
}

/** The status by colour, shape and text. */
export function Status({ status, withLabel = false, statusCode }: StatusProps) {
  const { icon, label: usual } = looks[status];
  const label = status === 'partial' && statusCode !== undefined ? `Responded with ${statusCode}` : usual;
  return (
    <span class={`status ${status}`} title={label}>
      <Icon name={icon} />
      <span class={withLabel ? '' : 'visually-hidden'}>{label}</span>
    </span>
  );
}

const looksOfCodes = ['', 'info', 'good', 'info', 'warn', 'bad'];

/** A status of HTTP. */
export function StatusCode({ status }: { readonly status: number }) {
  return <span class={`badge ${looksOfCodes[Math.floor(status / 100)] ?? ''}`}>{status}</span>;
}
