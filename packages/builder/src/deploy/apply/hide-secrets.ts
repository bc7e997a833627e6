import { kindOf } from '../kinds/kinds.ts';
import type { Change } from '../plan/operations.ts';

/** Shorter texts, such as "on", are not secrets, and occur in other words. */
const MIN_SECRET_LENGTH = 4;

/**
 * Removes the secret settings of a step from an error's texts, in place. AWS's message for an environment that it
 * rejects contains all of its values.
 */
export function hideSecrets(error: unknown, step: Change): void {
  if (!(error instanceof Error)) return;
  const { settings } = step.action === 'remove' ? step.actual : step.desired;
  const secret = kindOf(step.kind).secret ?? [];
  const values = Object.entries(settings)
    .filter(([setting]) => secret.includes(setting))
    .flatMap(([, value]) => textsIn(value));
  // A value is replaced before any other that is a part of it.
  const forms = [...new Set(values.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]))]
    .filter((text) => text.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length);
  if (forms.length === 0) return;
  const hide = (text: string) => forms.reduce((hidden, form) => hidden.replaceAll(form, '***'), text);
  for (const name of ['message', 'stack', ...Object.keys(error)]) {
    const text: unknown = Reflect.get(error, name);
    if (typeof text === 'string') Reflect.set(error, name, hide(text));
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
