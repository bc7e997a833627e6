import type { KeyPath } from '../keys/keys.ts';

/** A queue that the code uses. What is not set has SQS's default. */
export interface LocalQueueSettings {
  /** Seconds. */
  readonly visibility_timeout?: number;
  /** The name of another queue. */
  readonly dead_letter?: string;
  readonly receive_count?: number;
}

/** A topic that the code publishes to. */
export interface LocalTopicSettings {
  /** The names of queues that are subscribed. */
  readonly queues?: readonly string[];
  readonly raw?: boolean;
}

/** A stream that the code writes to. */
export interface LocalStreamSettings {
  readonly shards?: number;
}

/** What the code uses on this machine besides its triggers: the section `local`. */
export interface LocalResources {
  readonly buckets: readonly string[];
  readonly queues: Readonly<Record<string, LocalQueueSettings>>;
  readonly topics: Readonly<Record<string, LocalTopicSettings>>;
  readonly streams: Readonly<Record<string, LocalStreamSettings>>;
  /** Names or ARNs. */
  readonly buses: readonly string[];
}

/** Nothing is declared. */
export const noResources: LocalResources = { buckets: [], queues: {}, topics: {}, streams: {}, buses: [] };

/** Reads the section `local` of a valid configuration. */
export function localResources(valueAt: (path: KeyPath) => unknown): LocalResources {
  const list = (path: KeyPath) => (valueAt(path) ?? []) as readonly string[];
  // The validation has checked the names and the settings.
  const map = <Settings>(path: KeyPath) => JSON.parse(String(valueAt(path) ?? '{}')) as Record<string, Settings>;
  return {
    buckets: list('local.buckets'),
    queues: map<LocalQueueSettings>('local.queues'),
    topics: map<LocalTopicSettings>('local.topics'),
    streams: map<LocalStreamSettings>('local.streams'),
    buses: list('local.buses'),
  };
}
