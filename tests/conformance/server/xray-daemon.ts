import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Mailbox } from './mailbox.ts';

/** A subsegment as the X-Ray SDK sends it. */
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

/** Receives the subsegments that the X-Ray SDK sends to the daemon that Lambda runs with each function. */
export class XrayDaemon implements AsyncDisposable {
  /** All received subsegments. */
  readonly all: SentSubsegment[] = [];
  readonly #socket: Socket = createSocket('udp4');
  readonly #arrived = new Mailbox<SentSubsegment>();

  private constructor() {
    this.#socket.on('message', (packet) => this.#receive(packet.toString('utf8')));
  }

  /** Listens on a free loopback port. */
  static async start(): Promise<XrayDaemon> {
    const daemon = new XrayDaemon();
    daemon.#socket.bind(0, '127.0.0.1');
    await once(daemon.#socket, 'listening');
    return daemon;
  }

  /** The value of `AWS_XRAY_DAEMON_ADDRESS`. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** Waits for the next subsegment. */
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
      this.#arrived.fail(new Error(`not an X-Ray packet: ${packet}`));
      return;
    }
    const subsegment = JSON.parse(rest.join('\n')) as SentSubsegment;
    this.all.push(subsegment);
    this.#arrived.put(subsegment);
  }
}
