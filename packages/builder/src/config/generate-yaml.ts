import { Document } from 'yaml';
import { keyAt } from './keys/keys.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import type { Value } from './read/read-value.ts';
import { fillInReferences } from './read/references.ts';
import type { ConfigurationFile, Setting } from './read/setting.ts';
import { validate } from './validate/validate.ts';

/** The first line of a `lambda.yaml`, by which editors know what belongs into it. */
export const SCHEMA_COMMENT = ' yaml-language-server: $schema=./node_modules/@alr/builder/lambda.schema.json';

/** A `lambda.yaml` made from a `lambda.env`. */
export interface GeneratedYaml {
  readonly text: string;
  /** What of the `lambda.env` isn't in it, among others. */
  readonly warnings: readonly Problem[];
}

/**
 * The `lambda.yaml` that says the same as a `lambda.env`: only what differs from its default, and
 * references to the environment as they are.
 *
 * @throws ConfigurationError where something is wrong or a required value is missing.
 */
export function generateYaml(
  file: ConfigurationFile,
  env: Readonly<Record<string, string | undefined>>,
): GeneratedYaml {
  const { problems, states, warnings } = validate(fillInReferences(file, env));
  if (problems.length > 0) throw new ConfigurationError(problems);
  const document = new Document({});
  document.commentBefore = SCHEMA_COMMENT;
  for (const { path, state, value } of states) {
    const setting = file.settings.get(path);
    const key = keyAt(path);
    if (state !== 'customized' || setting === undefined || value === undefined) continue;
    if ('default' in key && String(key.default) === String(value)) continue;
    document.setIn(path.split('.'), document.createNode(asWritten(setting, value)));
  }
  return { text: document.toString({ lineWidth: 0 }), warnings };
}

/** The value, or, where a part of it comes from the environment, the text that says so. */
function asWritten(setting: Setting, value: Value): Value {
  switch (setting.kind) {
    case 'text':
      return setting.text.includes('${') ? setting.text : value;
    case 'list':
      return setting.items.map(({ text }) => text);
    case 'map':
      return Object.fromEntries([...setting.entries].map(([name, written]) => [name, written?.text ?? '']));
    case 'unset':
      return value;
  }
}
