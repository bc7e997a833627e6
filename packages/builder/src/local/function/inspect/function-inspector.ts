import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FunctionClock } from '../../clock/function-clock.ts';
import { listen } from '../../http/server.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import type { ProcessLaunch } from '../environment/function-process.ts';
import { join, readHead, respondingInspector } from './inspector-connection.ts';
import { type InspectStart, inspectOption, parseNotice } from './inspector-notices.ts';
import { type InspectorAddress, InspectorSession } from './inspector-session.ts';

/** How long to wait for the end of a process whose inspector does not respond. */
const NOTICE_GRACE_MS = 1000;
/** How long a process that replaces one with a debugger waits until that attaches again. Editors try once a second. */
const ATTACH_GRACE_MS = 3000;
/** How long a debugger that has attached again has to set its breakpoints. */
const SETTING_GRACE_MS = 10_000;

/** How the function's debugger works. */
export interface InspectorOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly start: InspectStart;
}

/**
 * The debugger's port. It stays the same when the function's process is restarted, and passes connections on to the
 * inspector of the current process, which listens on another port. While a debugger has paused the process, the
 * function's clock stands still.
 */
export class FunctionInspector {
  /** Where debuggers attach: `127.0.0.1:9229`. */
  readonly address: string;
  readonly #server: Server;
  readonly #start: InspectStart;
  readonly #clock: FunctionClock;
  readonly #emit: LocalEventListener;
  readonly #sockets = new Set<Socket>();
  /** The connections of debuggers. The other ones only ask for the address of the WebSocket. */
  readonly #debuggers = new Set<Socket>();
  #session = Promise.withResolvers<InspectorSession>();
  #current: InspectorSession | undefined;
  /** Whether the current process waits for a debugger. */
  #isWaiting = false;
  /** Whether a debugger was attached to the last process as it ended. */
  #hasLostDebugger = false;

  private constructor(
    address: string,
    server: Server,
    start: InspectStart,
    clock: FunctionClock,
    emit: LocalEventListener,
  ) {
    this.address = address;
    this.#server = server;
    this.#start = start;
    this.#clock = clock;
    this.#emit = emit;
    server.on('connection', (socket: Socket) => this.#accept(socket));
  }

  static async open(
    { host, port, start }: InspectorOptions,
    clock: FunctionClock,
    emit: LocalEventListener,
  ): Promise<FunctionInspector> {
    const server = createServer();
    const address = await listen(server, host, port);
    return new FunctionInspector(address, server, start, clock, emit);
  }

  /**
   * Adds the inspector to the start of a process. Its command has to be Node.
   *
   * If a debugger was attached to the process before, this one waits for it, so that it stops at breakpoints from its
   * first line on.
   */
  inspected(launch: ProcessLaunch): ProcessLaunch {
    const [node, ...args] = launch.command;
    const start = this.#start === 'run' && (this.#hasLostDebugger || this.#debuggers.size > 0) ? 'wait' : this.#start;
    this.#hasLostDebugger = false;
    let isListening = false;
    return {
      ...launch,
      command: [node, inspectOption(start), ...args],
      shownCommand: launch.shownCommand ?? launch.command,
      takesLine: (line) => {
        const notice = parseNotice(line);
        // Processes that the function starts can have inspectors too.
        if (notice?.kind === 'listening' && !isListening) {
          isListening = true;
          this.#attach(notice.address, start !== 'run');
        }
        // A process that has ended waits until all debuggers are gone.
        if (notice?.kind === 'ended') this.#disconnect();
        return notice !== undefined;
      },
    };
  }

  async close(): Promise<void> {
    this.#disconnect();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #attach(address: InspectorAddress, waits: boolean): void {
    // The end of the previous process may not have been noticed yet.
    if (this.#current !== undefined) this.#leave(this.#current);
    const ifCurrent = (action: () => void) => () => {
      if (this.#current === session) action();
    };
    const session: InspectorSession = new InspectorSession(address, {
      paused: ifCurrent(() => this.#pause()),
      resumed: ifCurrent(() => this.#resume()),
      released: ifCurrent(() => this.#released()),
      closed: () => this.#leave(session),
    });
    this.#current = session;
    if (waits) void this.#wait(session);
    this.#session.resolve(session);
  }

  /** Stops the clock until a debugger lets the process go on. */
  async #wait(session: InspectorSession): Promise<void> {
    this.#isWaiting = true;
    this.#clock.stop();
    const expectsReturn = this.#start === 'run';
    this.#emit({ type: 'awaiting-debugger', ...(expectsReturn && { limitMs: ATTACH_GRACE_MS }) });
    // While the process waits, there is nothing that could pause it.
    await session.observe();
    if (!expectsReturn) return;
    await delay(ATTACH_GRACE_MS, undefined, { ref: false });
    if (this.#debuggers.size > 0) await delay(SETTING_GRACE_MS, undefined, { ref: false });
    if (this.#current === session && this.#isWaiting) await session.release();
  }

  #released(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#clock.resume();
    if (this.#debuggers.size === 0) void this.#current?.stopObserving();
  }

  #pause(): void {
    if (this.#clock.isStopped) return;
    this.#clock.stop();
    this.#emit({ type: 'paused' });
  }

  #resume(): void {
    if (!this.#clock.isStopped || this.#isWaiting) return;
    this.#clock.resume();
    this.#emit({ type: 'resumed' });
  }

  /** The process has ended. Debuggers that connect from now on wait for the next one. */
  #leave(session: InspectorSession): void {
    if (this.#current !== session) return;
    this.#current = undefined;
    this.#session = Promise.withResolvers();
    if (this.#isWaiting) this.#released();
    else this.#resume();
  }

  #disconnect(): void {
    this.#hasLostDebugger ||= this.#debuggers.size > 0;
    for (const socket of this.#debuggers) socket.destroy();
    this.#current?.close();
  }

  /** Passes a connection on as soon as there is a process, and the emulator will notice when it is paused. */
  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    void readHead(socket).then((head) => this.#connect(socket, head));
  }

  async #connect(socket: Socket, head: Buffer): Promise<void> {
    const isDebugger = /^upgrade: *websocket/im.test(head.toString('latin1'));
    if (isDebugger) {
      this.#debuggers.add(socket);
      socket.once('close', () => {
        this.#debuggers.delete(socket);
        if (this.#debuggers.size === 0 && !this.#isWaiting) void this.#current?.stopObserving();
      });
    }
    for (;;) {
      const session = await this.#session.promise;
      if (socket.destroyed) return;
      if (isDebugger) await session.observe();
      const inspector = await respondingInspector(session.address.port, head);
      if (inspector !== undefined) {
        join(socket, inspector, () => {
          if (isDebugger) this.#hasLostDebugger = true;
        });
        return;
      }
      // The process may have ended without the emulator having noticed.
      const hasEnded = await Promise.race([session.closed, delay(NOTICE_GRACE_MS, false, { ref: false })]);
      if (!hasEnded) socket.destroy();
    }
  }
}
