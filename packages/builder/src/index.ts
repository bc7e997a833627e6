export type { LocalEvent, LocalEventListener } from './local/local-event.ts';
export type { InvocationReport } from './local/platform-log.ts';
export {
  CannotListenError,
  EnvFileError,
  type LocalOptions,
  type LocalServer,
  startLocal,
} from './local/start-local.ts';
