// This module imports no other module of this package, and Node's modules by plain imports: it is loaded only for
// concurrent invocations, and a shared module would be split off into one more file, which every cold start would load.
import { realpathSync } from 'node:fs';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Logger } from '@alr/context';

/** Marks the workers that this module starts, because the user's code can start others. */
const SUPERVISED = '@alr/runtime.supervised';

/** What the supervisor sends to a worker. */
type Message =
  | { readonly kind: 'announced' }
  | { readonly kind: 'failed'; readonly reason: unknown }
  | { readonly kind: 'shutdown'; readonly signal: NodeJS.Signals };

/** Called with the signal that announces the shutdown of the process. */
export type ShutdownListener = (signal: NodeJS.Signals) => void;

/** The dependencies of the supervisor. */
export interface Supervision {
  /** The number of concurrent invocations of each worker. */
  readonly shares: readonly number[];
  /** Makes the platform announce the shutdown of the process. */
  announceShutdown(listener: ShutdownListener): Promise<void>;
  readonly logger: Logger;
  exit(code: number): void;
}

/**
 * Runs the process's main module in worker threads, which share the concurrent invocations. This thread only supervises
 * them: if one exits before the shutdown, the process exits too.
 */
export function superviseWorkers({ shares, logger, announceShutdown, exit }: Supervision): void {
  let announcement: Promise<void> | undefined;
  let running = shares.length;
  let isShuttingDown = false;
  const workers = shares.map(startWorker);
  const send = (worker: Worker, message: Message) => worker.postMessage(message);
  const shutDown = (signal: NodeJS.Signals) => {
    isShuttingDown = true;
    for (const worker of workers) send(worker, { kind: 'shutdown', signal });
  };
  for (const worker of workers) {
    worker.on('error', (error) => logger.error('a worker thread failed:', error));
    worker.on('exit', (code) => {
      running -= 1;
      if (code === 0 && isShuttingDown) {
        if (running === 0) exit(0);
        return;
      }
      logger.error(`a worker thread exited with code ${code}, so the process exits too`);
      exit(code || 1);
    });
    // The only message of a worker requests the announcement, which the platform needs once per process.
    worker.on('message', () => {
      announcement ??= announceShutdown(shutDown);
      announcement.then(
        () => send(worker, { kind: 'announced' }),
        (reason: unknown) => send(worker, { kind: 'failed', reason }),
      );
    });
  }
}

function startWorker(share: number): Worker {
  const [main = '', ...argv] = process.argv.slice(1);
  const { AWS_LAMBDA_NODEJS_WORKER_COUNT: _, ...env } = process.env;
  // npm's link to a bin has no extension, from which Node could infer the type of the module.
  return new Worker(realpathSync(main), {
    argv,
    env: { ...env, AWS_LAMBDA_MAX_CONCURRENCY: String(share) },
    workerData: SUPERVISED,
  });
}

/** Whether this thread is one of the workers. Workers get no signals. */
export const IS_SUPERVISED: boolean = workerData === SUPERVISED;

/**
 * Called in a worker, asks for this thread to be notified of the shutdown of the process. Rejects if the platform will
 * not announce it.
 */
export function requestAnnouncement(listener: ShutdownListener): Promise<void> {
  return new Promise((resolve, reject) => {
    parentPort?.on('message', (message: Message) => {
      switch (message.kind) {
        case 'announced':
          resolve();
          break;
        case 'failed':
          reject(message.reason);
          break;
        case 'shutdown':
          listener(message.signal);
          return;
      }
      // A referenced port would keep the event loop from becoming empty, which hides a handler that never settles.
      parentPort?.unref();
    });
    parentPort?.postMessage('announce the shutdown');
  });
}
