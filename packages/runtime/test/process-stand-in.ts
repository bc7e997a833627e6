import { type MockInstance, vi } from 'vitest';

type Listener = (...args: unknown[]) => void;

/** Stands in for the process: listeners are kept here in place of being added, and an exit is only noted. */
export class ProcessStandIn implements Disposable {
  readonly #listeners = new Map<string, Listener[]>();
  readonly #mocks: MockInstance[];
  readonly #exited = Promise.withResolvers<number>();

  constructor() {
    const add = (event: string, listener: Listener) => {
      this.#listeners.set(event, [...this.#of(event), listener]);
      return process;
    };
    const remove = (event: string, listener: Listener) => {
      this.#listeners.set(
        event,
        this.#of(event).filter((each) => each !== listener),
      );
      return process;
    };
    const exit = (code: number) => {
      this.#exited.resolve(code);
    };
    this.#mocks = [
      vi.spyOn(process, 'on').mockImplementation(add as never),
      vi.spyOn(process, 'once').mockImplementation(add as never),
      vi.spyOn(process, 'off').mockImplementation(remove as never),
      vi.spyOn(process, 'exit').mockImplementation(exit as never),
    ];
  }

  /** Resolves with the code of the first exit. */
  get exited(): Promise<number> {
    return this.#exited.promise;
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].flat().length;
  }

  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.#of(event)) listener(...args);
  }

  [Symbol.dispose](): void {
    for (const mock of this.#mocks) mock.mockRestore();
    process.exitCode = undefined;
  }

  #of(event: string): Listener[] {
    return this.#listeners.get(event) ?? [];
  }
}
