import type { Logger } from '@alr/context';
import type { Platform } from '../platform/platform.ts';
import type { Transport } from '../runtime-api/transport.ts';

/** The platform gives 500 ms from the signal to the end: the hook gets most of it. */
const HOOK_TIMEOUT_MS = 450;
const EXTENSION_PATH = '/2020-01-01/extension';
const EXTENSION_NAME = 'alr-shutdown';

/**
 * Runs the user's hook when the platform announces the end of the process, which exits after it.
 * @param shutdown is aborted then, which may be before this resolves
 */
export async function listenForShutdown(
  shutdown: AbortController,
  onShutdown: (signal: NodeJS.Signals) => unknown,
  logger: Logger,
  platform: Platform,
): Promise<void> {
  const end = async (signal: NodeJS.Signals) => {
    shutdown.abort(signal);
    try {
      const late = new Promise((_, reject) => {
        setTimeout(() => reject(new Error(`it took more than ${HOOK_TIMEOUT_MS} ms`)), HOOK_TIMEOUT_MS);
      });
      await Promise.race([onShutdown(signal), late]);
    } catch (error) {
      logger.error('onShutdown failed:', error);
    }
    platform.exit(0);
  };
  try {
    await announceEndToThread((signal) => void end(signal), platform);
  } catch (error) {
    logger.warn('the platform will not announce the end of this process, so that onShutdown may not run:', error);
  }
}

async function announceEndToThread(listener: (signal: NodeJS.Signals) => void, platform: Platform): Promise<void> {
  if (platform.environment.maxConcurrency !== undefined) {
    const { askForAnnouncement, IS_SUPERVISED } = await import('./workers.ts');
    if (IS_SUPERVISED) return askForAnnouncement(listener);
  }
  await announceEnd(listener, platform);
}

/**
 * Has the platform announce the end of the process by SIGTERM, which it does only for a process with a registered
 * extension. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
export async function announceEnd(listener: (signal: NodeJS.Signals) => void, platform: Platform): Promise<void> {
  process.once('SIGTERM', listener);
  await registerExtension(platform.connect());
}

/** Registers for no events; the poll for them never returns, and says only that the extension is alive. */
async function registerExtension(transport: Transport): Promise<void> {
  const response = await transport.request({
    method: 'POST',
    path: `${EXTENSION_PATH}/register`,
    headers: ['Lambda-Extension-Name', EXTENSION_NAME, 'Content-Type', 'application/json'],
    body: '{"events":[]}',
    stallTimeout: 2000,
  });
  const identifier = response.headers['lambda-extension-identifier'];
  if (response.status !== 200 || identifier === undefined) {
    throw new Error(
      `the Extensions API answered ${response.status} to the registration: ${response.body.slice(0, 200)}`,
    );
  }
  const parked = transport.request({
    method: 'GET',
    path: `${EXTENSION_PATH}/event/next`,
    headers: ['Lambda-Extension-Identifier', identifier],
    isBackground: true,
  });
  // Its end, if it ever comes, means nothing.
  parked.catch(() => {});
}
