import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Mailbox } from './mailbox.ts';

/** A part of a trace, as the X-Ray SDK sends it. */
export interface SentSubsegment {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly fault?: boolean;
  readonly cause?: { readonly exceptions: readonly { readonly message: string; readonly type: string }[] };
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** Listens for what the X-Ray SDK sends to the daemon, which Lambda has beside each function. */
export class XrayDaemon implements AsyncDisposable {
  /** Everything that has come. */
  readonly all: SentSubsegment[] = [];
  readonly #socket: Socket = createSocket('udp4');
  readonly #arrived = new Mailbox<SentSubsegment>();

  private constructor() {
    this.#socket.on('message', (packet) => this.#receive(packet.toString('utf8')));
  }

  /** Listens on a free port of loopback. */
  static async start(): Promise<XrayDaemon> {
    const daemon = new XrayDaemon();
    daemon.#socket.bind(0, '127.0.0.1');
    await once(daemon.#socket, 'listening');
    return daemon;
  }

  /** For `AWS_XRAY_DAEMON_ADDRESS`. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** The next subsegment that nobody has taken yet, once it is here. */
  next(): Promise<SentSubsegment> {
    return this.#arrived.take();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #receive(packet: string): void {
    const [header, ...rest] = packet.split('\n');
    if (header !== '{"format":"json","version":1}') {
      this.#arrived.fail(new Error(`a packet that doesn't begin as one of X-Ray's: ${packet}`));
      return;
    }
    const subsegment = JSON.parse(rest.join('\n')) as SentSubsegment;
    this.all.push(subsegment);
    this.#arrived.put(subsegment);
  }
}
