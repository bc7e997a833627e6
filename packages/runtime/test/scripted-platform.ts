import { ATTACH } from '../src/brand.ts';
import { readContextEnvironment, readEnvironment } from '../src/environment.ts';
import type { Platform as Surroundings } from '../src/platform.ts';
import type { Runtime } from '../src/runtime.ts';
import type { ApiRequest } from '../src/runtime-api/transport.ts';
import { type LoggedRecord, RecordingTarget } from '../src/testing/recording-target.ts';
import { type Outcome, ScriptedTransport } from './scripted-transport.ts';

/** A platform whose Runtime API follows a script, and whose process is none. */
export class Platform implements Surroundings {
  readonly environment: Surroundings['environment'];
  readonly contextEnvironment: Surroundings['contextEnvironment'] = readContextEnvironment({});
  readonly handlerFile = undefined;
  readonly logs: LoggedRecord[] = [];
  readonly logTarget: RecordingTarget = new RecordingTarget('info', this.logs);
  readonly ownsProcess: boolean = false;
  readonly transport: ScriptedTransport;
  readonly #exited = Promise.withResolvers<number>();

  constructor(...outcomes: Outcome[]) {
    this.environment = readEnvironment({});
    this.transport = new ScriptedTransport(...outcomes);
  }

  get requests(): readonly ApiRequest[] {
    return this.transport.requests;
  }

  get paths(): readonly string[] {
    return this.requests.map(({ path }) => path);
  }

  /** Resolves with the code that the process would have exited with. */
  get exited(): Promise<number> {
    return this.#exited.promise;
  }

  readonly connect = (): ScriptedTransport => this.transport;

  readonly exit = (code: number): void => {
    this.#exited.resolve(code);
  };
}

/** An instance of the class on a platform. */
export function runtimeOver<Instance extends Runtime>(platform: Platform, runtimeClass: new () => Instance): Instance {
  const runtime = new runtimeClass();
  runtime[ATTACH](platform);
  return runtime;
}
