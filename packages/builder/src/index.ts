export { InvalidFaultError } from './local/fault.ts';
export { RuntimeNotFoundError } from './local/find-bootstrap.ts';
export type { LocalEvent, LocalEventListener } from './local/local-event.ts';
export { LocalOptionError, type LocalOptions } from './local/local-options.ts';
export type { InvocationReport } from './local/platform-log.ts';
export { CannotListenError, EnvFileError, type LocalServer, startLocal } from './local/start-local.ts';
