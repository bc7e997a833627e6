/** The function of the demo. Depending on its event, it greets at once, word by word, or fails. */
import { setTimeout as delay } from 'node:timers/promises';
import { Runtime } from '@alr/runtime';
import type { Writer } from '@alr/writer';

interface Greeting {
  readonly name: string;
  readonly slowly?: boolean;
}

export default class Greeter extends Runtime {
  override async handler({ name, slowly }: Greeting): Promise<unknown> {
    if (typeof name !== 'string') throw new TypeError(`name must be a string, not ${JSON.stringify(name)}`);
    this.logger.info(`greeting ${name}`);
    return slowly
      ? (writer: Writer) => spell(`Hello ${name}, nice to meet you`, writer)
      : { message: `Hello, ${name}!` };
  }
}

async function spell(sentence: string, writer: Writer): Promise<void> {
  for (const word of sentence.split(' ')) {
    await writer.write(`${word} `);
    await delay(200);
  }
}
