import { Observable } from '../state/observable.ts';

/** The event that is being written, and what it was made of. */
export interface EventDraft {
  readonly text: string;
  /** The function and the sample, or the earlier invocation. Empty if it is neither. */
  readonly origin: string;
  /** What is in the form of the sample, by the name of the field. */
  readonly fields: Readonly<Record<string, string | boolean>>;
}

/** Stays while other views are shown, so that edits are not lost. */
export const draft = new Observable<EventDraft>({ text: '{\n  "hello": "world"\n}', origin: '', fields: {} });

export function editEvent(text: string): void {
  draft.value = { ...draft.value, text };
}
