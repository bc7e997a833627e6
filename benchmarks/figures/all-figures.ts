import { coldStart } from './cold-start.ts';
import { concurrent } from './concurrent.ts';
import { consolePage } from './console-page.ts';
import type { Figure } from './figure.ts';
import { firstResponse } from './first-response.ts';
import { imageColdStart } from './image-cold-start.ts';
import { install } from './install.ts';
import { instantStart } from './instant-start.ts';
import { largePayload } from './large-payload.ts';
import { local } from './local.ts';
import { memory } from './memory.ts';
import { scaleBatch } from './scale-batch.ts';
import { scaleConcurrency } from './scale-concurrency.ts';
import { scalePayload } from './scale-payload.ts';
import { scaleStream } from './scale-stream.ts';
import { stream } from './stream.ts';
import { warm } from './warm.ts';

/** All figures, in the order of the table. */
export const allFigures: readonly Figure[] = [
  coldStart,
  firstResponse,
  instantStart,
  imageColdStart,
  warm,
  concurrent,
  largePayload,
  stream,
  memory,
  install,
  local,
  consolePage,
  scalePayload,
  scaleBatch,
  scaleConcurrency,
  scaleStream,
];
