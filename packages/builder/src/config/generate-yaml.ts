import { Document } from 'yaml';
import { keyAt } from './keys/keys.ts';
import type { Value } from './keys/settings.ts';
import type { ConfigurationFile, RawSetting } from './read/configuration-file.ts';
import { expandReferences } from './read/expand-references.ts';
import { ConfigurationError, type Problem } from './read/problem.ts';
import { determineStage } from './read/stage.ts';
import { validate } from './validate/validate.ts';

/** The first line of a `lambda.yaml`, which points editors to the schema. */
export const SCHEMA_COMMENT = ' yaml-language-server: $schema=./node_modules/@alr/builder/lambda.schema.json';

/** A `lambda.yaml` generated from a `lambda.env`. */
export interface GeneratedYaml {
  readonly text: string;
  /** Include the parts of `lambda.env` that the text does not contain. */
  readonly warnings: readonly Problem[];
}

/**
 * Generates the `lambda.yaml` that is equivalent to a `lambda.env`. It contains only values that differ from their
 * defaults, and keeps references to environment variables.
 *
 * @throws {ConfigurationError} the configuration is invalid
 */
export function generateYaml(
  file: ConfigurationFile,
  env: Readonly<Record<string, string | undefined>>,
): GeneratedYaml {
  const { problems, states, warnings } = validate(
    expandReferences(file, { ...env, STAGE: determineStage(undefined, env, file).name }),
    '.',
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
  const document = new Document({});
  document.commentBefore = SCHEMA_COMMENT;
  for (const { path, state, value } of states) {
    const setting = file.settings.get(path);
    const key = keyAt(path);
    if (state !== 'customized' || setting === undefined || value === undefined) continue;
    if ('default' in key && String(key.default) === String(value)) continue;
    document.setIn(path.split('.'), document.createNode(rawValue(setting, value)));
  }
  return { text: document.toString({ lineWidth: 0 }), warnings };
}

/** The value; if it contains references to environment variables, the text with these references. */
function rawValue(setting: RawSetting, value: Value): Value {
  switch (setting.kind) {
    case 'text':
      return setting.text.includes('${') ? setting.text : value;
    case 'list':
      return setting.items.map(({ text }) => text);
    case 'map':
      return Object.fromEntries([...setting.entries].map(([name, raw]) => [name, raw?.text ?? '']));
    case 'tree':
    case 'unset':
      return value;
  }
}
