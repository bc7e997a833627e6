import type { Member, NamedMember, SimpleShape, Structure } from '../model/service-model.ts';
import { readStructure, type StructureValue } from './structure-value.ts';
import { fromText, toText } from './text-values.ts';
import { escapeXml, malformedXml, type XmlElement } from './xml.ts';

/**
 * Reads the members of a structure that are elements in a document.
 *
 * @throws {AwsApiError} an element is missing, or has another type
 */
export function fromXml(structure: Structure, element: XmlElement): StructureValue {
  const read = (member: NamedMember) => {
    const name = member.xmlName ?? member.name;
    if (member.attribute) return element.attributes.get(name);
    const elements = element.children.filter((child) => child.name === name);
    return fromElements(member, elements);
  };
  return readStructure(structure, read, malformedXml);
}

function fromElements({ shape, flat }: Member, elements: readonly XmlElement[]): unknown {
  const [first] = elements;
  if (first === undefined) return undefined;
  switch (shape.kind) {
    case 'structure':
      return fromXml(shape, first);
    case 'list': {
      const itemName = shape.member.xmlName ?? 'member';
      const items = flat ? elements : first.children.filter((child) => child.name === itemName);
      return items.map((item) => fromElements(shape.member, [item]));
    }
    case 'map': {
      const { key, value } = shape;
      const entries = flat ? elements : first.children.filter((child) => child.name === 'entry');
      return Object.fromEntries(
        entries.map(({ children }) => [
          children.find((child) => child.name === (key.xmlName ?? 'key'))?.text ?? '',
          fromElements(
            value,
            children.filter((child) => child.name === (value.xmlName ?? 'value')),
          ),
        ]),
      );
    }
    default:
      return fromText(shape, first.text, malformedXml);
  }
}

/** The elements of a structure's members, without an element around them. */
export function toXml(structure: Structure, value: StructureValue): string {
  return structure.members.map((member) => elementsOf(member, member.name, value[member.name])).join('');
}

function elementsOf(member: Member, memberName: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  const { shape, flat, xmlName: name = memberName } = member;
  switch (shape.kind) {
    case 'structure':
      return element(name, toXml(shape, value as StructureValue), attributesOf(member, shape, value as StructureValue));
    case 'list': {
      const itemName = flat ? name : (shape.member.xmlName ?? 'member');
      const items = (value as readonly unknown[]).map((item) =>
        elementsOf({ ...shape.member, xmlName: itemName }, '', item),
      );
      return flat ? items.join('') : element(name, items.join(''));
    }
    case 'map': {
      const entries = Object.entries(value as object).map(([key, each]) =>
        element(flat ? name : 'entry', elementsOf(shape.key, 'key', key) + elementsOf(shape.value, 'value', each)),
      );
      return flat ? entries.join('') : element(name, entries.join(''));
    }
    default:
      return member.attribute ? '' : element(name, escapeXml(toText(shape, value, 'date-time')));
  }
}

/** The namespace of an element, and its members that are attributes. */
function attributesOf({ xmlNamespace }: Member, { members }: Structure, value: StructureValue): string {
  const namespace = xmlNamespace === undefined ? '' : ` xmlns:${xmlNamespace[0]}="${escapeXml(xmlNamespace[1])}"`;
  const attributes = members.map((member) => {
    const each = value[member.name];
    if (!member.attribute || each === undefined) return '';
    return ` ${member.xmlName ?? member.name}="${escapeXml(toText(member.shape as SimpleShape, each, 'date-time'))}"`;
  });
  return namespace + attributes.join('');
}

/** An element with content that is already escaped. */
export function element(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`;
}
