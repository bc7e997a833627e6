/**
 * Streams an HTML page: the reader sees each line as soon as it is written.
 *
 *   npx alr-builder local streaming.Countdown
 *   curl --no-buffer 'http://127.0.0.1:9000/?from=5'
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Runtime, type StreamFunction } from '@alr/runtime';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const MAX_COUNT = 60;
const TICK_MS = 200;

export class Countdown extends Runtime {
  override async handler({ queryStringParameters }: APIGatewayProxyEventV2): Promise<StreamFunction> {
    const from = Number(queryStringParameters?.from ?? 3);
    return async (writer) => {
      if (!Number.isInteger(from) || from < 1 || from > MAX_COUNT) {
        writer.setHttpResponse({ statusCode: 400, headers: { 'content-type': 'text/plain' } });
        return writer.write(`from must be a whole number from 1 to ${MAX_COUNT}\n`);
      }
      writer.setHttpResponse({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      // Await each write, so that a slow reader sets the pace.
      await writer.write('<!doctype html><title>Countdown</title>\n');
      for (let left = from; left > 0; left--) {
        await writer.write(`<p>${left}</p>\n`);
        await delay(TICK_MS);
      }
      await writer.write('<p>Lift-off!</p>\n');
    };
  }
}
