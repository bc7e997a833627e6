import { styleText } from 'node:util';

/** What a piece of text means; how that looks is decided here alone. */
export type Meaning = 'error' | 'warning' | 'success' | 'detail' | 'heading';

const looks = {
  error: 'red',
  warning: 'yellow',
  success: 'green',
  detail: 'dim',
  heading: 'bold',
} as const satisfies Record<Meaning, Parameters<typeof styleText>[0]>;

/**
 * The text in the colour of its meaning where `stream` is a terminal that shows colours, and unchanged elsewhere.
 * `NO_COLOR` and `FORCE_COLOR` have the last word.
 */
export function style(meaning: Meaning, text: string, stream: NodeJS.WritableStream): string {
  return styleText(looks[meaning], text, { stream, validateStream: true });
}
