import { readFile, realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { list, number, object, text } from '../openapi/json-schema.ts';
import { ApiError, type ApiRoute } from './api-route.ts';

/** How many lines are shown before and after the one that is asked for. */
const AROUND = 3;
const MAX_COLUMNS = 400;

/** The route for the user's code, so that an error can be shown where it was thrown. */
export const codeRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/api/code',
    summary: 'The lines around a line of a file of code in the project',
    query: {
      file: { type: 'text', description: 'Its absolute path, as in a stack trace' },
      line: { type: 'number', description: 'Counted from 1' },
    },
    response: object({ first: number('The number of the first line'), lines: list(text()) }),
    errors: [404],
    async run({ directory }, { query: { file = '', line = 1 } }) {
      const lines = (await readCode(directory, String(file))).split(/\r?\n/);
      const first = Math.max(1, Number(line) - AROUND);
      const shown = lines.slice(first - 1, Number(line) + AROUND);
      return { first, lines: shown.map((each) => each.slice(0, MAX_COLUMNS)) };
    },
  },
];

/** Other files, such as those with secrets, are not shown, and neither is what is outside of the project. */
async function readCode(directory: string, file: string): Promise<string> {
  const missing = new ApiError(404, `there is no file of code ${JSON.stringify(file)} in the project`);
  if (!/\.[cm]?[jt]sx?$/.test(file)) throw missing;
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(file)]);
    const inside = relative(root, path);
    if (!/\.[cm]?[jt]sx?$/.test(path) || inside.startsWith('..') || path !== `${root}${sep}${inside}`) throw missing;
    return await readFile(path, 'utf8');
  } catch {
    throw missing;
  }
}
