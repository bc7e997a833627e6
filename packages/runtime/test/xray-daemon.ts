import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A subsegment in the form in which the X-Ray SDK sends it. */
export type SentSubsegment = Readonly<Record<string, unknown>>;

/** Receives the subsegments that the X-Ray SDK sends, like the daemon in Lambda. */
export class XrayDaemon implements AsyncDisposable {
  readonly #socket: Socket = createSocket('udp4');
  readonly #sent: SentSubsegment[] = [];

  private constructor() {
    this.#socket.on('message', (packet) => {
      const [, subsegment = ''] = packet.toString().split('\n');
      this.#sent.push(JSON.parse(subsegment) as SentSubsegment);
    });
  }

  static async start(): Promise<XrayDaemon> {
    const daemon = new XrayDaemon();
    daemon.#socket.bind(0, '127.0.0.1');
    await once(daemon.#socket, 'listening');
    return daemon;
  }

  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** Waits for this many subsegments since the last call, and returns them by name. */
  async take(count: number): Promise<Record<string, SentSubsegment>> {
    while (this.#sent.length < count) await once(this.#socket, 'message');
    return Object.fromEntries(this.#sent.splice(0).map((sent) => [sent.name, sent]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }
}
