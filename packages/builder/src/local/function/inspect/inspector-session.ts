/** What happens in the process, as far as its debugger knows. */
export interface PauseObserver {
  readonly paused: () => void;
  readonly resumed: () => void;
  /** The process, which waited for a debugger, has begun to load the program. */
  readonly released: () => void;
  /** The process has ended, or has closed its inspector. */
  readonly closed: () => void;
}

interface InspectorMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly url?: string };
}

/** The inspector of a process. */
export interface InspectorAddress {
  readonly port: number;
  /** The path of the debugger's WebSocket. */
  readonly path: string;
}

/**
 * The emulator's own connection to the inspector of the function's process, which learns when the process is paused. V8
 * reports a pause to all the sessions that have enabled the debugger.
 *
 * While no other debugger is attached, this session must not have it enabled: a `debugger` statement would pause the
 * process, and nobody could resume it.
 */
export class InspectorSession {
  readonly address: InspectorAddress;
  /** Resolves when the process has ended, or has closed its inspector. */
  readonly closed: Promise<true>;
  readonly #closed = Promise.withResolvers<true>();
  readonly #socket: WebSocket;
  readonly #responses = new Map<number, () => void>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #observer: PauseObserver;
  #lastId = 0;

  constructor(address: InspectorAddress, observer: PauseObserver) {
    this.address = address;
    this.closed = this.#closed.promise;
    this.#observer = observer;
    this.#socket = new WebSocket(`ws://127.0.0.1:${address.port}${address.path}`);
    this.#socket.addEventListener('open', () => this.#opened.resolve());
    this.#socket.addEventListener('error', () => this.#onClose());
    this.#socket.addEventListener('close', () => this.#onClose());
    this.#socket.addEventListener('message', ({ data }) => this.#onMessage(JSON.parse(String(data))));
  }

  /** Begins to observe pauses. If the process is paused already, the observer is called. */
  async observe(): Promise<void> {
    await this.#send('Debugger.enable');
  }

  /** Ends it. If no other session has the debugger enabled, a paused process continues. */
  async stopObserving(): Promise<void> {
    await this.#send('Debugger.disable');
    this.#observer.resumed();
  }

  /** Lets a process go on that waits for a debugger. */
  async release(): Promise<void> {
    await this.#send('Runtime.runIfWaitingForDebugger');
  }

  close(): void {
    this.#socket.close();
  }

  /** Resolves when there is a response, or there will be none. */
  async #send(method: string): Promise<void> {
    await this.#opened.promise;
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#lastId += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#responses.set(this.#lastId, resolve);
    this.#socket.send(JSON.stringify({ id: this.#lastId, method }));
    await promise;
  }

  #onMessage({ id, method, params }: InspectorMessage): void {
    if (method === 'Debugger.paused') this.#observer.paused();
    else if (method === 'Debugger.resumed') this.#observer.resumed();
    else if (method === 'Debugger.scriptParsed' && isOfProgram(params?.url)) this.#observer.released();
    if (id !== undefined) {
      this.#responses.get(id)?.();
      this.#responses.delete(id);
    }
  }

  #onClose(): void {
    this.#opened.resolve();
    for (const resolve of this.#responses.values()) resolve();
    this.#responses.clear();
    this.#observer.closed();
    this.#closed.resolve(true);
  }
}

/** Node's own scripts are there before a process waits, and what a debugger evaluates has no URL. */
function isOfProgram(url = ''): boolean {
  return url !== '' && !url.startsWith('node:');
}
