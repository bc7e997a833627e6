import type { Worker } from 'node:worker_threads';
import type { Logger } from '@alr/context';

const { realpathSync } = process.getBuiltinModule('node:fs');
const { parentPort, Worker: WorkerThread, workerData } = process.getBuiltinModule('node:worker_threads');

/** Marks a worker that this module has started; the user's code may have workers of its own. */
const SUPERVISED = '@alr/runtime.supervised';

/** What a worker hears of the end of the process. */
type Message =
  | { readonly kind: 'announced' }
  | { readonly kind: 'refused'; readonly reason: unknown }
  | { readonly kind: 'ending'; readonly signal: NodeJS.Signals };

/** Takes the signal that tells the process to end. */
export type EndListener = (signal: NodeJS.Signals) => void;

/** What the supervisor takes from its user, so that this module, loaded only where it is used, shares no file with the others. */
export interface Supervision {
  /** How many invocations each worker may be handed at once. */
  readonly shares: readonly number[];
  /** Has the platform announce the end of the process. */
  announceEnd(listener: EndListener): Promise<void>;
  readonly logger: Logger;
  exit(code: number): void;
}

/**
 * Runs the process's main module in worker threads, each with its share of the concurrency, while this thread only
 * watches: where one of them ends, the process does, unless it was told to.
 */
export function superviseWorkers({ shares, logger, announceEnd, exit }: Supervision): void {
  let announcement: Promise<void> | undefined;
  let running = shares.length;
  let isEnding = false;
  const workers = shares.map(startWorker);
  const send = (worker: Worker, message: Message) => worker.postMessage(message);
  const end = (signal: NodeJS.Signals) => {
    isEnding = true;
    for (const worker of workers) send(worker, { kind: 'ending', signal });
  };
  for (const worker of workers) {
    worker.on('error', (error) => logger.fatal('a worker thread failed:', error));
    worker.on('exit', (code) => {
      running -= 1;
      if (code === 0 && isEnding) {
        if (running === 0) exit(0);
        return;
      }
      logger.fatal(`a worker thread has exited with ${code}, and takes the process with it`);
      exit(code || 1);
    });
    // Its one message: it wants to hear of the end. The process is announced to the platform once.
    worker.on('message', () => {
      announcement ??= announceEnd(end);
      announcement.then(
        () => send(worker, { kind: 'announced' }),
        (reason: unknown) => send(worker, { kind: 'refused', reason }),
      );
    });
  }
}

function startWorker(share: number): Worker {
  const [main = '', ...argv] = process.argv.slice(1);
  const { AWS_LAMBDA_NODEJS_WORKER_COUNT: _, ...env } = process.env;
  // npm links to a bin by a name without an extension, by which Node can't tell what it is.
  return new WorkerThread(realpathSync(main), {
    argv,
    env: { ...env, AWS_LAMBDA_MAX_CONCURRENCY: String(share) },
    workerData: SUPERVISED,
  });
}

/** Whether this thread is one of the workers. Signals don't reach it. */
export const IS_SUPERVISED: boolean = workerData === SUPERVISED;

/** In a worker: has the end of the process announced to this thread. Rejects where the platform will not announce it. */
export function askForAnnouncement(listener: EndListener): Promise<void> {
  return new Promise((resolve, reject) => {
    parentPort?.on('message', (message: Message) => {
      switch (message.kind) {
        case 'announced':
          resolve();
          break;
        case 'refused':
          reject(message.reason);
          break;
        case 'ending':
          listener(message.signal);
          return;
      }
      // Listening for the end must not hide that a handler waits for nothing.
      parentPort?.unref();
    });
    parentPort?.postMessage('announce the end');
  });
}
