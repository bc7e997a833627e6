/** Finds out whether the function's code uses fetch, to decide what of it the snapshot has. */
import { parseSync, Visitor } from 'rolldown/utils';

const classes = ['FormData', 'Headers', 'Request', 'Response'];
const senders = ['EventSource', 'WebSocket', 'fetch'];

/** @returns `all` if the code may send something, `classes` if it only makes objects such as a `Response`, else `none` */
export function findFetchUse(code) {
  const names = usedNames(code);
  if (senders.some((name) => names.has(name))) return 'all';
  return classes.some((name) => names.has(name)) ? 'classes' : 'none';
}

/** The names of variables, but not those of properties, except of the global object and in destructuring. */
function usedNames(code) {
  const names = new Set();
  const others = new Set();
  const inPatterns = new Set();
  const skipKey = (property) => {
    if (!property.computed && !inPatterns.has(property)) others.add(property.key);
  };
  const visitor = new Visitor({
    MemberExpression({ object, property, computed }) {
      if (!computed && !['global', 'globalThis'].includes(object.name)) others.add(property);
    },
    ObjectPattern({ properties }) {
      for (const property of properties) inPatterns.add(property);
    },
    Property: skipKey,
    PropertyDefinition: skipKey,
    MethodDefinition: skipKey,
    Identifier(node) {
      if (!others.has(node)) names.add(node.name);
    },
  });
  visitor.visit(parseSync('code.js', code).program);
  return names;
}
