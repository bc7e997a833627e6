/** The source of a module whose default export is a class that extends Runtime; `body` is the class's body. */
export function classHandler(body: string): string {
  return `import { Runtime } from '@alr/runtime';\nexport default class MyLambda extends Runtime {\n${body}\n}\n`;
}

/** The source of a module whose default export is a plain function. */
export function plainHandler(fn: string): string {
  return `export default ${fn};\n`;
}

/** A class that returns its event. */
export const ECHO: string = classHandler('async handler(event) { return JSON.stringify(event); }');

/** Adds `signalled()` to a module. It resolves at the next SIGUSR2, or immediately if one arrived before. */
export function withSignals(source: string): string {
  return `import { on } from 'node:events';
const signals = on(process, 'SIGUSR2');
// Listening for a signal keeps no process alive.
const signalled = async () => {
  const alive = setInterval(() => {}, 60_000);
  await signals.next();
  clearInterval(alive);
};
${source}`;
}

/** Echoes its event after it has logged `waiting` and received SIGUSR2, so that the test decides when. */
export const GATED_ECHO: string = withSignals(
  classHandler(`async handler(event) {
  console.error('waiting');
  await signalled();
  return JSON.stringify(event);
}`),
);
