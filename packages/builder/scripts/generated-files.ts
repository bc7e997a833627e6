import { jsonSchema } from '../src/config/json-schema.ts';
import { commandList } from './command-list.ts';
import { keyList } from './key-list.ts';
import { permissionList } from './permission-list.ts';

/** The content of `lambda.schema.json`. */
export function schemaFile(): string {
  return `${JSON.stringify(jsonSchema(), undefined, 2)}\n`;
}

const parts = { commands: commandList, keys: keyList, permissions: permissionList };

/** The names of the generated parts of the README, in its order. */
export const generatedParts = Object.keys(parts);

/** The README with up-to-date generated parts: each is between `<!-- NAME -->` and `<!-- /NAME -->`. */
export function withGeneratedParts(readme: string): string {
  return Object.entries(parts).reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->)[\\s\\S]*(<!-- /${name} -->)`),
        (_, start, end) => `${start}\n\n${part()}\n\n${end}`,
      ),
    readme,
  );
}
