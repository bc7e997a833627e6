import { isLoopback } from '../http/local-access.ts';
import { isOfAws } from './aws-access.ts';

/** Where the events of the triggers come from. */
export type EventSource = 'local' | 'none' | 'aws' | `http://${string}` | `https://${string}`;

/** The AWS that the queues of the triggers are in, if they are not on this machine. */
export type ExternalPlace =
  | { readonly kind: 'aws' }
  /** An emulator of AWS. */
  | { readonly kind: 'emulator'; readonly url: string; readonly isLoopback: boolean };

/** Returns where the queues are; undefined if they are on this machine, or are not read. */
export function externalPlace(source: EventSource | undefined): ExternalPlace | undefined {
  if (source === undefined || source === 'local' || source === 'none') return undefined;
  if (source === 'aws') return { kind: 'aws' };
  const { origin, hostname } = new URL(source);
  return { kind: 'emulator', url: origin, isLoopback: isLoopback(hostname) };
}

/** Returns why a text is not an {@link EventSource}; undefined if it is one. */
export function findSourceProblem(source: string): string | undefined {
  if (['local', 'none', 'aws'].includes(source)) return undefined;
  const url = URL.parse(source);
  // It may contain a password.
  if (url !== null && (url.username || url.password)) return 'the source contains a user name or a password: remove it';
  const shown = JSON.stringify(source);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return `the source is ${shown}: it must be local, none, aws, or the address of an emulator, such as http://127.0.0.1:4566`;
  }
  if (isOfAws(url.origin)) return `the source ${shown} is an address of the real AWS: write aws instead`;
  if (url.pathname !== '/' || url.search || url.hash) return `the source is ${shown}: write only ${url.origin}`;
  return undefined;
}
