/**
 * What is used of `node:http`. An `import` of it would read all its exports, and one of them loads fetch, which takes 15
 * of the 110 ms until the emulator listens.
 */
export const { createServer, request, Server, STATUS_CODES, validateHeaderName, validateHeaderValue } =
  process.getBuiltinModule('node:http');
