/**
 * Counts the clicks of a stream in a tumbling window.
 *
 *   npx alr-builder local ./kinesis.ts
 *   npx alr-builder event kinesis --body '{"page":"/"}' --body '{"page":"/about"}' | npx alr-builder invoke --local
 */
import { EVENT_KINESIS, KinesisHandler, type WindowState } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

const clickSchema = z.object({ page: z.string() });
type Click = z.infer<typeof clickSchema>;

class Clicks extends KinesisHandler<Click> {
  static override readonly schema = clickSchema;

  /** The state is kept for all invocations of a window. Without a window, it is lost after this invocation. */
  override onRecord({ page }: Click): void {
    this.state[page] = Number(this.state[page] ?? 0) + 1;
    this.logger.info(`${page} was seen ${this.state[page]} times`);
  }

  override async onWindowEnd(counts: WindowState): Promise<void> {
    this.logger.info(`pages seen in the window: ${Object.keys(counts).length}`);
  }
}

export default class Statistics extends Runtime {
  static {
    this.registerEventHandler(EVENT_KINESIS, Clicks);
  }
}
