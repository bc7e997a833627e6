import type { ConsoleState } from '../api/types.ts';

const sendable: ReadonlySet<string> = new Set(['queue', 'bucket', 'topic', 'stream']);

/** A command that invokes a function of the project. */
export function firstCommand(
  { functions, edges, nodes }: Pick<ConsoleState, 'functions' | 'edges' | 'nodes'> = {
    functions: [],
    edges: [],
    nodes: [],
  },
): string {
  const { url } = functions.find((each) => each.url !== undefined) ?? {};
  if (url !== undefined) return `curl ${url}`;
  const first = nodes.find(({ id, kind }) => sendable.has(kind) && edges.some(({ from }) => from === id));
  if (first === undefined) return `npx alr-builder invoke --local --payload '{"hello":1}'`;
  // The label of a bucket is its prefix, * and its suffix.
  const keys = edges.find(({ from }) => from === first.id)?.label || '*';
  const key = first.kind === 'bucket' ? ` --key ${keys.replace('*', 'a')}` : '';
  return `npx alr-builder send '{"hello":1}' --to ${first.kind}:${first.name}${key}`;
}
