import { Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';
import { MAIN_FUNCTION } from '../../config/configuration.ts';
import { type KeyPath, keyAt } from '../../config/keys/keys.ts';
import { defaultOf } from '../../config/keys/settings.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { triggerLines } from '../files/lambda-yaml.ts';

/** The function cannot be added to the project. */
export class AddFunctionError extends ExpectedError {
  override get name(): string {
    return 'AddFunctionError';
  }
}

/** A function to add to a project. */
export interface NewFunction {
  readonly name: string;
  readonly handler: string;
  readonly trigger: TriggerType;
}

/** The text of a `lambda.yaml` with another function. */
export interface EditedProject {
  readonly text: string;
  /** The name that the only function of the file was given, because the file had no `functions`. */
  readonly converted: string | undefined;
  /** The value of `project`. */
  readonly project: string;
}

/**
 * Adds a function to a `lambda.yaml`, with comments and formatting as they are. A file for one function is converted: that
 * function moves into `functions`, where it keeps all of its names.
 *
 * @throws {AddFunctionError} the file cannot be edited, or has such a function
 */
export function addFunction(text: string, added: NewFunction): EditedProject {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new AddFunctionError(
      'lambda.yaml is not valid YAML: correct it first; alr-builder check-env-file says where',
    );
  }
  const converted = document.has('functions') ? undefined : convert(document, added.name);
  const taken = functionNames(document).find((name) => name.toLowerCase() === added.name.toLowerCase());
  if (taken !== undefined) {
    // Names that differ only in case would be the same file on many machines.
    throw new AddFunctionError(`there is a function ${taken} already: choose another name`);
  }
  const project = String(document.get('project'));
  const node = functionNode(project, added);
  const inserted = converted === undefined ? insertText(text, document, added.name, node) : undefined;
  if (inserted !== undefined) return { text: inserted, converted, project };
  document.setIn(['functions', added.name], node);
  return { text: document.toString({ lineWidth: 0 }), converted, project };
}

/**
 * Inserts a function after the others, so that everything else in the file stays as it is.
 *
 * @returns undefined if `functions` has another form than one function below the other
 */
function insertText(text: string, document: Document, name: string, node: Node): string | undefined {
  const functions = document.get('functions');
  if (!isMap(functions) || functions.flow || !functions.range) return undefined;
  const [first] = functions.items;
  if (first === undefined || !isScalar(first.key) || !first.key.range) return undefined;
  const [start] = first.key.range;
  const indentation = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (!/^ +$/.test(indentation)) return undefined;
  const lines = new Document({ [name]: node }).toString({ lineWidth: 0 }).trimEnd().split('\n');
  const [, end] = functions.range;
  // A comment can follow the last value.
  const lineEnd = text[end - 1] === '\n' ? end : text.indexOf('\n', end) + 1;
  const before = lineEnd === 0 ? `${text}\n` : text.slice(0, lineEnd);
  const after = lineEnd === 0 ? '' : text.slice(lineEnd);
  const inserted = lines.map((line) => `${indentation}${line}\n`).join('');
  return `${before}${text.includes('\r\n') ? inserted.replaceAll('\n', '\r\n') : inserted}${after}`;
}

function functionNames(document: Document): string[] {
  const functions = document.get('functions');
  return isMap(functions) ? functions.items.map(({ key }) => String(key)) : [];
}

function functionNode(project: string, { name, handler, trigger }: NewFunction): Node {
  const triggers = trigger === 'none' ? {} : { triggers: triggerNodes(trigger, name, project) };
  return new Document().createNode({ handler, ...triggers });
}

/**
 * A trigger as in a new project, except for the names that are generated in a project with functions, and for what only one
 * of them can have.
 */
function triggerNodes(trigger: TriggerType, name: string, project: string): unknown {
  const lines = [`- type: ${trigger}`, ...triggerLines(trigger, `${project}-${name}`).map((line) => `  ${line}`)];
  const { contents } = parseDocument(`${lines.join('\n')}\n`);
  const [node] = isSeq(contents) ? contents.items : [];
  if (isMap(node)) {
    node.delete('rule_name');
    const queue = node.get('queue');
    if (isMap(queue)) queue.delete('name');
    if (trigger === 'http-api') node.setIn(['routes'], new Document([`ANY /${name}`, `ANY /${name}/{path+}`]).contents);
  }
  return contents;
}

/**
 * Moves the only function of a file into `functions`, with all names written out.
 *
 * @returns its new name
 */
function convert(document: Document, other: string): string {
  const take = (...path: string[]): unknown => {
    const node = document.getIn(path, true);
    if (node !== undefined) document.deleteIn(path);
    return node;
  };
  const name = take('lambda', 'name') ?? document.createNode(defaultOf(keyAt('lambda.name')));
  const role = take('role', 'name') ?? document.createNode(defaultOf(keyAt('role.name')));
  const handler = take('image', 'handler');
  if (handler === undefined) throw new AddFunctionError('lambda.yaml has neither functions nor image.handler: set one');
  const list = take('triggers');
  const single = take('trigger');
  const triggers = isSeq(list) ? list.items : single === undefined ? [] : [single];
  for (const trigger of triggers) if (isMap(trigger)) writeNames(document, trigger);
  if (!document.has('project')) document.set('project', document.createNode(scalarOf(name)));
  if (!document.hasIn(['image', 'repo'])) document.setIn(['image', 'repo'], defaultOf(keyAt('image.repo')));
  for (const section of ['lambda', 'role']) {
    const node = document.get(section);
    if (isMap(node) && node.items.length === 0) document.delete(section);
  }
  const key = keyFor(scalarOf(handler), other);
  const was = key === MAIN_FUNCTION ? {} : { was: MAIN_FUNCTION };
  const moved = { ...was, handler, name, role: { name: role }, ...(triggers.length > 0 && { triggers }) };
  document.set('functions', document.createNode({ [key]: moved }));
  return key;
}

/** Writes the names of version 1.0 that a trigger has by default. */
function writeNames(document: Document, trigger: YAMLMap): void {
  const type = String(trigger.get('type'));
  const write = (path: readonly string[], key: KeyPath) => {
    if (!trigger.hasIn(path)) trigger.setIn(path, document.createNode(defaultOf(keyAt(key))));
  };
  if (type.endsWith('sqs')) write(['queue', 'name'], 'trigger.queue.name');
  if (type === 'eventbridge') write(['rule_name'], 'trigger.rule_name');
}

function scalarOf(node: unknown): string {
  return String(isScalar(node) ? node.value : node);
}

/** The name of the module of a handler, such as `app`. */
function keyFor(handler: string, other: string): string {
  const [module = ''] = (handler.split('/').at(-1) ?? '').split('.');
  const name = module.replaceAll(/[^A-Za-z0-9_-]+/g, '-') || MAIN_FUNCTION;
  return name === other ? MAIN_FUNCTION : name;
}
