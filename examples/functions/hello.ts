/**
 * The smallest function: a class with a handler.
 *
 *   npx alr-builder local hello.Hello
 *   npx alr-builder invoke --local --payload '{"name":"Ada"}'
 */
import { type Context, Runtime } from '@alr/runtime';

export class Hello extends Runtime {
  override async handler(event: unknown, context: Context): Promise<string> {
    this.logger.info(`${context.getRemainingTimeInMillis()} ms to say hello`);
    return JSON.stringify({ message: 'Hello!', input: event });
  }
}
