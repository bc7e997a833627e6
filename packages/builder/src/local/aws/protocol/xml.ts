import { AwsApiError } from '../aws-api-error.ts';

/** An element of a document. Text beside elements does not matter in AWS's documents. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
}

/** How deep the elements of a document can be, so that a document cannot exhaust the stack. */
const MAX_DEPTH = 32;

const entities = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The parts of a document: comment, instruction, CDATA, tag, text. A document type matches nothing, so it is rejected. */
const token =
  /<!--(?:(?!-->)[\s\S])*-->|<\?(?:(?!\?>)[\s\S])*\?>|<!\[CDATA\[(?<data>(?:(?!\]\]>)[\s\S])*)\]\]>|<(?<close>\/?)(?<tag>[^\s<>/!?]+)(?<attributes>(?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>|(?<text>[^<]+)/gy;
const attribute = /(?<name>[^\s=]+)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)')/g;

/**
 * Parses a document in the part of XML that AWS's clients send: no document type, so no entities of the sender.
 *
 * @throws {AwsApiError} it is not such a document
 */
export function parseXml(document: string): XmlElement {
  const root = openElement('', '');
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < document.length) {
    const groups = token.exec(document)?.groups;
    const current = open.at(-1);
    if (groups === undefined || current === undefined) throw malformedXml();
    const { data, close, tag, attributes = '', empty, text } = groups;
    if (data !== undefined) current.texts.push(data);
    else if (text !== undefined) current.texts.push(unescapeXml(text));
    else if (close === '/') {
      open.pop();
      const parent = open.at(-1);
      if (parent === undefined || current.name !== tag) throw malformedXml();
      parent.children.push(closed(current));
    } else if (tag !== undefined) {
      const element = openElement(tag, attributes);
      if (empty === '/') current.children.push(closed(element));
      else open.push(element);
      if (open.length > MAX_DEPTH) throw malformedXml();
    }
  }
  const { text, children } = closed(root);
  const [element, ...others] = children;
  if (element === undefined || others.length > 0 || open.length > 1 || text.trim() !== '') throw malformedXml();
  return element;
}

/** An element whose end has not been read. */
interface OpenElement extends Pick<XmlElement, 'name' | 'attributes'> {
  readonly texts: string[];
  readonly children: XmlElement[];
}

function openElement(name: string, attributes: string): OpenElement {
  return { name, attributes: attributesOf(attributes), texts: [], children: [] };
}

function closed({ texts, ...rest }: OpenElement): XmlElement {
  return { ...rest, text: texts.join('') };
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(attribute)].map(({ groups }) => [
      groups?.name ?? '',
      unescapeXml(groups?.double ?? groups?.single ?? ''),
    ]),
  );
}

/** @throws {AwsApiError} there is an entity that XML does not have by itself */
function unescapeXml(text: string): string {
  // The end of a line is a line feed, whatever it was in the file: https://www.w3.org/TR/xml/#sec-line-ends
  return text.replace(/\r\n?/g, '\n').replace(/&(?:([^;&]{1,10});)?/g, (_, name = '') => {
    const entity = entities.get(name);
    if (entity !== undefined) return entity;
    const [, hex, decimal] = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name) ?? [];
    const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
    if (!(code <= 0x10ffff)) throw malformedXml();
    return String.fromCodePoint(code);
  });
}

/** Escapes a text. Line ends and control characters become references, which parsers leave as they are. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\u2028\ufffe\uffff]|(?![\t\n])\p{Cc}/gu, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
    }
  });
}

/** A document is not XML, or not what an operation expects. */
export function malformedXml(): AwsApiError {
  return new AwsApiError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
