import type { Logger } from '@alr/context';
import type { Platform } from '../platform/platform.ts';
import type { Transport } from '../runtime-api/transport.ts';

/** The platform kills the process 500 ms after the signal. The hook gets most of this time. */
const HOOK_TIMEOUT_MS = 450;
const REGISTRATION_TIMEOUT_MS = 2000;
const EXTENSION_PATH = '/2020-01-01/extension';
const EXTENSION_NAME = 'alr-shutdown';

/** Called with the signal by which the platform announces the shutdown. */
type ShutdownListener = (signal: NodeJS.Signals) => void;

/**
 * Runs the user's hook when the platform announces the shutdown, and exits after it.
 * @param shutdown aborted at that moment, which can be before the returned promise resolves
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
      const timeout = new Promise((_, reject) => {
        setTimeout(() => reject(new Error(`it took more than ${HOOK_TIMEOUT_MS} ms`)), HOOK_TIMEOUT_MS);
      });
      await Promise.race([onShutdown(signal), timeout]);
    } catch (error) {
      logger.error('onShutdown failed:', error);
    } finally {
      platform.exit(0);
    }
  };
  try {
    await announceShutdownToThread((signal) => void end(signal), platform);
  } catch (error) {
    logger.warn('the platform will not announce the shutdown of this process, so onShutdown may not run:', error);
  }
}

async function announceShutdownToThread(listener: ShutdownListener, platform: Platform): Promise<void> {
  if (platform.environment.maxConcurrency !== undefined) {
    const { requestAnnouncement, IS_SUPERVISED } = await import('./workers.ts');
    if (IS_SUPERVISED) return requestAnnouncement(listener);
  }
  await announceShutdown(listener, platform);
}

/**
 * Makes the platform announce the shutdown by SIGTERM, which it does only for a process with a registered extension.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
export async function announceShutdown(listener: ShutdownListener, platform: Platform): Promise<void> {
  platform.process.once('SIGTERM', listener);
  await registerExtension(platform.connect());
}

/** Registers for no events. The poll for events never returns; it only shows that the extension is ready. */
async function registerExtension(transport: Transport): Promise<void> {
  const response = await transport.request({
    method: 'POST',
    path: `${EXTENSION_PATH}/register`,
    headers: ['Lambda-Extension-Name', EXTENSION_NAME, 'Content-Type', 'application/json'],
    body: '{"events":[]}',
    stallTimeout: REGISTRATION_TIMEOUT_MS,
  });
  const identifier = response.headers['lambda-extension-identifier'];
  if (response.status !== 200 || identifier === undefined) {
    throw new Error(
      `the Extensions API returned ${response.status} for the registration: ${response.body.slice(0, 200)}`,
    );
  }
  const poll = transport.request({
    method: 'GET',
    path: `${EXTENSION_PATH}/event/next`,
    headers: ['Lambda-Extension-Identifier', identifier],
    isBackground: true,
  });
  // If the poll ends at all, the shutdown is still announced.
  poll.catch(() => {});
}
