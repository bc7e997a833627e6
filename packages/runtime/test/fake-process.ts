import { EventEmitter } from 'node:events';
import type { HostProcess } from '../src/platform/platform.ts';

/** The events and the exit code of a process, for a runtime that must not listen to the real one. */
export class FakeProcess extends EventEmitter {
  exitCode: number | undefined;

  /** This object with the type that the runtime expects. */
  get host(): HostProcess {
    return this as unknown as HostProcess;
  }

  /** The number of listeners for all events. */
  get listenerTotal(): number {
    return this.eventNames().reduce((total, name) => total + this.listenerCount(name), 0);
  }
}
