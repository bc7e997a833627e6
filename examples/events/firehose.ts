/**
 * Transforms the records of a Firehose stream: drops those of bots, and puts the others into a folder for each country.
 *
 *   npx alr-builder local ./firehose.ts
 *   npx alr-builder event firehose --body '{"page":"/","country":"DE"}' | npx alr-builder invoke --local
 */
import { EVENT_FIREHOSE, FirehoseHandler, type FirehoseResult } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

const clickSchema = z.object({ page: z.string(), country: z.string(), isBot: z.boolean().default(false) });
type Click = z.infer<typeof clickSchema>;

class Cleaner extends FirehoseHandler<Click> {
  static override readonly schema = clickSchema;

  override onRecord({ page, country, isBot }: Click): FirehoseResult {
    if (isBot) return { result: 'Dropped' };
    // Firehose joins records without a separator, and readers of JSON lines need one.
    return { result: 'Ok', data: `${JSON.stringify({ page, country })}\n`, metadata: { partitionKeys: { country } } };
  }
}

export default class Clicks extends Runtime {
  static {
    this.registerEventHandler(EVENT_FIREHOSE, Cleaner);
  }
}
