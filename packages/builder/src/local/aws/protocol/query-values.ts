import { malformedRequest } from '../aws-api-error.ts';
import type { Member, Structure } from '../model/service-model.ts';
import { readStructure, type StructureValue } from './structure-value.ts';
import { fromText } from './text-values.ts';

/** A form whose names are paths, such as `Entries.member.1.Id`, as a tree. */
interface FormNode {
  /** The values of the fields that end here, of which the last one counts. */
  readonly values: string[];
  readonly children: Map<string, FormNode>;
}

/**
 * Reads a form of the query protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 *
 * @throws {AwsApiError} the form has another shape
 */
export function fromForm(structure: Structure, form: URLSearchParams): StructureValue {
  const root = newNode();
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (child === undefined) {
        child = newNode();
        node.children.set(part, child);
      }
      node = child;
    }
    node.values.push(value);
  }
  return fromNode({ shape: structure }, root, 'request') as StructureValue;
}

function fromNode({ shape, flat }: Member, node: FormNode | undefined, name: string): unknown {
  if (node === undefined) return undefined;
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, (member) => {
        return fromNode(member, node.children.get(member.xmlName ?? member.name), member.name);
      });
    case 'list': {
      const items = flat ? node : node.children.get(shape.member.xmlName ?? 'member');
      return inOrder(items).map((item, index) => presentFromNode(shape.member, item, `${name}.${index + 1}`));
    }
    case 'map': {
      const entries = inOrder(flat ? node : node.children.get('entry'));
      return Object.fromEntries(
        entries.map((entry) => {
          const key = entry.children.get(shape.key.xmlName ?? 'key')?.values.at(-1);
          if (key === undefined) throw malformedRequest(`an entry of ${name} has no name`);
          const value = entry.children.get(shape.value.xmlName ?? 'value');
          return [key, presentFromNode(shape.value, value, `${name}.${key}`)];
        }),
      );
    }
    default: {
      const text = node.values.at(-1);
      if (text === undefined) return undefined;
      return fromText(shape, text, (problem) => malformedRequest(`${name} ${problem}: "${text}"`));
    }
  }
}

/** Reads an item of a list, or a value of a map, which cannot be missing. */
function presentFromNode(member: Member, node: FormNode | undefined, name: string): unknown {
  const value = fromNode(member, node, name);
  if (value === undefined) throw malformedRequest(`${name} has no value`);
  return value;
}

/** The items of a list, which are named by numbers. */
function inOrder(node: FormNode | undefined): FormNode[] {
  return [...(node?.children ?? [])]
    .filter(([number]) => /^\d+$/.test(number))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}

function newNode(): FormNode {
  return { values: [], children: new Map() };
}
