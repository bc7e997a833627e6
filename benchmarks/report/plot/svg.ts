/** A piece of SVG. */
export type Svg = string;

type Attributes = Readonly<Record<string, string | number>>;

/** An element. `children` are elements or escaped text. Numbers are rounded to one decimal. */
export function element(name: string, attributes: Attributes, children: readonly Svg[] = []): Svg {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? Number(value.toFixed(1)) : escapeText(value)}"`,
  );
  return children.length === 0
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** A line of text at a position. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): Svg {
  return element('text', { x, y, ...attributes }, [escapeText(content)]);
}

/** A whole file with a white background, so that it is readable on a dark page too. */
export function document(width: number, height: number, title: string, children: readonly Svg[]): Svg {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': 'system-ui, sans-serif',
    'font-size': 13,
    fill: '#24292f',
  };
  const background = element('rect', { width, height, rx: 6, fill: '#ffffff' });
  return `${element('svg', attributes, [`<title>${escapeText(title)}</title>`, background, ...children])}\n`;
}

function escapeText(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
