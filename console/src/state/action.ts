import { useRef, useState } from 'preact/hooks';
import { attempt } from './toast.ts';

/** Something that the user starts, by a button, a form or a key. */
export interface Action {
  /** Returns whether it is done. While it runs, it is not started again. */
  readonly run: () => Promise<boolean>;
  readonly isBusy: boolean;
}

/** Returns what to say when it is done. */
export type Perform = () => Promise<string | undefined>;

/** @param failed gets why it failed, in words; default: a toast */
export function useAction(perform: Perform, failed?: (problem: string) => void): Action {
  const isRunning = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    const isDone = await attempt(perform, failed);
    isRunning.current = false;
    setBusy(false);
    return isDone;
  };
  return { run, isBusy };
}
