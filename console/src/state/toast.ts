import { Observable } from './observable.ts';

const SHOWN_MS = 5000;

export interface Toast {
  readonly text: string;
  readonly kind: 'good' | 'bad';
}

/** What has just been done, or has failed. Screen readers announce it. */
export const toast = new Observable<Toast | undefined>(undefined);

let hiding: ReturnType<typeof setTimeout> | undefined;

export function showToast(text: string, kind: Toast['kind'] = 'good'): void {
  toast.value = { text, kind };
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    toast.value = undefined;
  }, SHOWN_MS);
}

/** Does something, and says that it is done, or why it failed. Returns whether it is done. */
export async function attempt(
  action: () => Promise<string | undefined>,
  failed = (problem: string) => showToast(problem, 'bad'),
): Promise<boolean> {
  try {
    const text = await action();
    if (text !== undefined) showToast(text);
    return true;
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
    return false;
  }
}
