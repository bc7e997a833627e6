/** The source of a module whose default export is a class that extends Runtime; `body` is the class's body. */
export function classHandler(body: string): string {
  return `import { Runtime } from '@alr/runtime';\nexport default class MyLambda extends Runtime {\n${body}\n}\n`;
}

/** The source of a module whose default export is a plain function. */
export function plainHandler(fn: string): string {
  return `export default ${fn};\n`;
}

/** A class that replies with its event. */
export const ECHO: string = classHandler('async handler(event) { return JSON.stringify(event); }');
