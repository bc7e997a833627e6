import { styleText } from 'node:util';

const formats = {
  error: 'red',
  warning: 'yellow',
  success: 'green',
  detail: 'dim',
  heading: 'bold',
} as const satisfies Record<string, Parameters<typeof styleText>[0]>;

/** The name of a style: what a piece of text is. How that looks is decided here only. */
export type StyleName = keyof typeof formats;

/**
 * Styles a text if `stream` is a terminal that supports colors, and returns it unchanged otherwise.
 * `NO_COLOR` and `FORCE_COLOR` take precedence.
 */
export function style(name: StyleName, text: string, stream: NodeJS.WritableStream): string {
  return styleText(formats[name], text, { stream, validateStream: true });
}
