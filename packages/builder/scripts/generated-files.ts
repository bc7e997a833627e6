import { jsonSchema } from '../src/config/json-schema.ts';
import { keyTable } from './key-table.ts';
import { permissionTable } from './permission-table.ts';

/** The JSON Schema as it is shipped. */
export function schemaFile(): string {
  return `${JSON.stringify(jsonSchema(), undefined, 2)}\n`;
}

/** The README with its generated parts made anew: each stands between `<!-- NAME -->` and `<!-- /NAME -->`. */
export function withGeneratedParts(readme: string): string {
  const parts = { keys: keyTable(), permissions: permissionTable() };
  return Object.entries(parts).reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->)[\\s\\S]*(<!-- /${name} -->)`),
        (_, start, end) => `${start}\n\n${part}\n\n${end}`,
      ),
    readme,
  );
}
