/** Finds out and changes what does not work in a snapshot, in the syntax tree of code. */

/** As long as `import`, so that the positions in the source map stay. */
export const IMPORT = '_imprt';

/** Changes what does not work in a snapshot: a `transform` of a plugin for Rolldown. The lines stay. */
export function adaptCode(code) {
  const edits = [];
  visit(this.parse(code), ({ type, start, body }) => {
    if (type === 'ImportExpression') edits.push({ start, end: start + IMPORT.length, text: IMPORT });
    if (type === 'ClassBody' && isMixedUp(body)) edits.push({ start: start + 1, end: start + 1, text: ' #alrFirst;' });
  });
  if (edits.length === 0) return undefined;
  edits.sort((one, other) => one.start - other.start);
  const pieces = edits.map(({ start, text }, index) => code.slice(edits[index - 1]?.end ?? 0, start) + text);
  return { code: pieces.join('') + code.slice(edits.at(-1).end), map: null };
}

/**
 * Whether the V8 of Node 24 confuses the functions of a class that it compiles after the start: the first field is
 * static, and further ones are not. A private field before them prevents that.
 */
function isMixedUp(members) {
  const fields = members.filter(({ type }) => /^(PropertyDefinition|AccessorProperty|StaticBlock)$/.test(type));
  const isStatic = (field) => field.static || field.type === 'StaticBlock';
  return fields.length > 0 && isStatic(fields[0]) && !fields.every(isStatic);
}

/** Whether a module, as a syntax tree, waits for a promise while it is evaluated. */
export function hasTopLevelAwait(node) {
  if (node === null || typeof node !== 'object' || /Function/.test(node.type)) return false;
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return true;
  return (Array.isArray(node) ? node : Object.values(node)).some(hasTopLevelAwait);
}

function visit(node, onNode) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') onNode(node);
  for (const child of Array.isArray(node) ? node : Object.values(node)) visit(child, onNode);
}
