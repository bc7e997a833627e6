import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessLaunch } from '../environment/function-process.ts';
import { listen } from '../http/server.ts';
import type { FunctionClock } from '../invocation/function-clock.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { InspectorSession } from './inspector-session.ts';

/** How long to wait for the end of a process whose inspector does not respond. */
const NOTICE_GRACE_MS = 1000;

/**
 * The debugger's port. It stays the same when the function's process is restarted, and passes connections on to the
 * inspector of the current process, which listens on another port. While a debugger has paused the process, the
 * function's clock stands still.
 */
export class FunctionInspector {
  /** Where debuggers attach: `127.0.0.1:9229`. */
  readonly address: string;
  readonly #server: Server;
  readonly #clock: FunctionClock;
  readonly #emit: LocalEventListener;
  readonly #sockets = new Set<Socket>();
  /** The connections of debuggers. The other ones only ask for the address of the WebSocket. */
  readonly #debuggers = new Set<Socket>();
  #session = Promise.withResolvers<InspectorSession>();
  #current: InspectorSession | undefined;

  private constructor(address: string, server: Server, clock: FunctionClock, emit: LocalEventListener) {
    this.address = address;
    this.#server = server;
    this.#clock = clock;
    this.#emit = emit;
    server.on('connection', (socket: Socket) => this.#accept(socket));
  }

  /** @param port 0 picks a free one */
  static async open(port: number, clock: FunctionClock, emit: LocalEventListener): Promise<FunctionInspector> {
    const server = createServer();
    const address = await listen(server, '127.0.0.1', port);
    return new FunctionInspector(address, server, clock, emit);
  }

  /** Adds the inspector to the start of a process. Its command has to be Node. */
  inspected(launch: ProcessLaunch): ProcessLaunch {
    const [node, ...args] = launch.command;
    let isListening = false;
    return {
      ...launch,
      command: [node, '--inspect=127.0.0.1:0', ...args],
      shownCommand: launch.shownCommand ?? launch.command,
      takesLine: (line) => {
        const [, port, path] = /^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)(\/\S+)$/.exec(line) ?? [];
        // Processes that the function starts can have inspectors too.
        if (port !== undefined && path !== undefined && !isListening) {
          isListening = true;
          this.#attach(Number(port), path);
        }
        // A process that has ended waits until all debuggers are gone.
        if (line.startsWith('Waiting for the debugger to disconnect')) this.#disconnect();
        return isNotice(line);
      },
    };
  }

  async close(): Promise<void> {
    this.#disconnect();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #attach(port: number, path: string): void {
    // The end of the previous process may not have been noticed yet.
    if (this.#current !== undefined) this.#leave(this.#current);
    const session = new InspectorSession(
      { port, path },
      {
        paused: () => {
          if (this.#current === session) this.#pause();
        },
        resumed: () => {
          if (this.#current === session) this.#resume();
        },
        closed: () => this.#leave(session),
      },
    );
    this.#current = session;
    this.#session.resolve(session);
  }

  #pause(): void {
    if (this.#clock.isStopped) return;
    this.#clock.stop();
    this.#emit({ type: 'paused' });
  }

  #resume(): void {
    if (!this.#clock.isStopped) return;
    this.#clock.resume();
    this.#emit({ type: 'resumed' });
  }

  /** The process has ended. Debuggers that connect from now on wait for the next one. */
  #leave(session: InspectorSession): void {
    if (this.#current !== session) return;
    this.#current = undefined;
    this.#session = Promise.withResolvers();
    this.#resume();
  }

  #disconnect(): void {
    for (const socket of this.#debuggers) socket.destroy();
    this.#current?.close();
  }

  /** Passes a connection on as soon as there is a process, and the emulator will notice when it is paused. */
  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.once('data', (head: Buffer) => {
      socket.pause();
      void this.#connect(socket, head);
    });
  }

  async #connect(socket: Socket, head: Buffer): Promise<void> {
    const isDebugger = /^upgrade: *websocket/im.test(head.toString('latin1'));
    if (isDebugger) {
      this.#debuggers.add(socket);
      socket.once('close', () => {
        this.#debuggers.delete(socket);
        if (this.#debuggers.size === 0) void this.#current?.stopObserving();
      });
    }
    for (;;) {
      const session = await this.#session.promise;
      if (socket.destroyed) return;
      if (isDebugger) await session.observe();
      const inspector = await respondingInspector(session.address.port, head);
      if (inspector !== undefined) return join(socket, inspector);
      // The process may have ended without the emulator having noticed.
      const hasEnded = await Promise.race([session.closed, delay(NOTICE_GRACE_MS, false, { ref: false })]);
      if (!hasEnded) socket.destroy();
    }
  }
}

/** Passes on the beginning of a request. Resolves when there is a response; undefined if there will be none. */
async function respondingInspector(port: number, head: Buffer): Promise<Socket | undefined> {
  const inspector = connect(port, '127.0.0.1');
  // The event `close` follows.
  inspector.on('error', () => {});
  inspector.write(head);
  const hasResponse = await new Promise<boolean>((resolve) => {
    inspector.once('readable', () => resolve(inspector.readableLength > 0));
    inspector.once('close', () => resolve(false));
  });
  if (hasResponse) return inspector;
  inspector.destroy();
  return undefined;
}

function join(socket: Socket, inspector: Socket): void {
  inspector.on('close', () => socket.destroy());
  socket.on('close', () => inspector.destroy());
  if (socket.destroyed) inspector.destroy();
  inspector.pipe(socket);
  socket.pipe(inspector);
}

/** Whether Node has written the line because of its inspector. */
function isNotice(line: string): boolean {
  return /^(Debugger (listening|ending) on ws:|Debugger attached\.$|For help, see: https:\/\/nodejs\.org\/|Waiting for the debugger to disconnect)/.test(
    line,
  );
}
