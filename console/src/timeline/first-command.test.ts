import { expect, it } from 'vitest';
import type { ConsoleFunction, PipelineNode } from '../api/types.ts';
import { firstCommand } from './first-command.ts';

const fn = (url?: string) => ({ key: 'main', ...(url !== undefined && { url }) }) as ConsoleFunction;
const node = (kind: PipelineNode['kind'], name: string): PipelineNode => ({ id: `${kind}:${name}`, kind, name });

it.each([
  ['curl http://127.0.0.1:9000/', { functions: [fn(), fn('http://127.0.0.1:9000/')], nodes: [], edges: [] }],
  [
    'npx alr-builder send \'{"hello":1}\' --to bucket:photos --key in/a.jpg',
    {
      functions: [fn()],
      nodes: [node('queue', 'jobs-dlq'), node('bucket', 'photos')],
      edges: [{ from: 'bucket:photos', to: 'function:main', label: 'in/*.jpg' }],
    },
  ],
  ['npx alr-builder invoke --local --payload \'{"hello":1}\'', { functions: [fn()], nodes: [], edges: [] }],
])('the first command is %s', (command, state) => {
  expect(firstCommand(state)).toBe(command);
});
