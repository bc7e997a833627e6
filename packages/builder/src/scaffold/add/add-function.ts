import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatOf } from '../../config/keys/formats.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { displayPath, readFileIfExists } from '../../config/read/read-files.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { explainFileError } from '../../terminal/file-error.ts';
import { printJson } from '../../terminal/print-json.ts';
import { detectSettings } from '../existing-project.ts';
import { functionFilesOf } from '../files/function-files.ts';
import { writeProject } from '../files/write-project.ts';
import { defaultSettings, extensionOf } from '../settings/settings.ts';
import { AddFunctionError, addFunction } from './edit-project.ts';
import { changedManagedFiles, managedFiles } from './refresh-managed-files.ts';

/** What to add. */
export interface AddFunctionOptions {
  readonly directory: string;
  readonly name: string;
  readonly trigger: TriggerType;
  readonly json: boolean;
  readonly out: NodeJS.WritableStream;
}

/**
 * Scaffolds a function into an existing project: writes its source, a test and a sample event, and adds it to
 * `lambda.yaml`.
 *
 * @throws {UsageError} the name is invalid
 * @throws {AddFunctionError} there is no `lambda.yaml`, or it cannot be edited
 * @throws {HandlerError} a handler in the configuration is invalid; then nothing is written
 * @throws {FileError} a file cannot be read or written
 */
export async function addFunctionToProject(options: AddFunctionOptions): Promise<void> {
  const { directory, name, trigger, json, out } = options;
  const { pattern, expected } = formatOf('function key');
  if (!new RegExp(pattern, 'u').test(name))
    throw new UsageError(`the name of the function is "${name}": it must be ${expected}`);
  const root = resolve(directory);
  const yamlPath = join(root, 'lambda.yaml');
  const before = await readFileIfExists(yamlPath);
  if (before === undefined) throw new AddFunctionError(describeMissing(root));
  const className = classNameOf(name);
  const handler = `src/${name}.${className}`;
  const { text, converted, project } = addFunction(before, { name, handler, trigger });
  const managed = await managedFiles(root);
  const settings = {
    ...defaultSettings(name),
    ...(await detectSettings(root)),
    trigger,
    name,
    handler,
    allSources: false,
  };
  const written: { path: string; outcome: string }[] = [];
  const files = await functionFilesOf(settings, name, className, project);
  for await (const { path, outcome } of writeProject(root, files, { isUpgrade: false, force: false })) {
    written.push({ path, outcome });
  }
  await writeFile(yamlPath, text).catch((error: unknown) => {
    throw explainFileError(error, 'write', displayPath(yamlPath));
  });
  written.push({ path: 'lambda.yaml', outcome: 'changed' });
  const changed = await changedManagedFiles(root, managed);
  for await (const { path } of writeProject(root, changed, { isUpgrade: true, force: false })) {
    written.push({ path, outcome: 'changed' });
  }
  if (json) return printJson(out, { directory: root, function: name, handler, converted, files: written });
  for (const { path, outcome } of written) out.write(`  ${outcome.padEnd(9)}  ${path}\n`);
  if (converted !== undefined) {
    out.write(`  the function that the project had is called ${converted} now, and keeps its names in AWS\n`);
  }
  out.write(`run it: alr-builder local --function ${name}; its source is src/${name}.${extensionOf(settings)}\n`);
}

function describeMissing(root: string): string {
  return existsSync(join(root, 'lambda.env'))
    ? 'lambda.env describes one function: migrate it first with alr-builder generate-yaml'
    : `${root} has no lambda.yaml: create a project with alr-builder install`;
}

/** `send-mail` is handled by the class `SendMail`. */
function classNameOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Z]/.test(joined) ? joined : `Function${joined}`;
}
