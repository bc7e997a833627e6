/** The tests of CommonJS for the module that Node was started with. */
const tests =
  /(?<![.\w$])(?:require\.main\s*([!=])==?\s*module|module\s*([!=])==?\s*require\.main)(?![\w$]|\s*[.[(]|\s*\?\.)/g;

/**
 * A plugin for Rolldown: the bootstrap runs, also if it shares its module with the function, which then is in another file.
 * This is so if CommonJS requires `@alr/runtime`. In its own file, the bootstrap finds out itself that Node was started
 * with it.
 */
export function runBootstrap() {
  const file = 'alr-bootstrap.js';
  return {
    name: 'run-bootstrap',
    renderChunk(code, { fileName, facadeModuleId, moduleIds }) {
      if (fileName !== file || moduleIds.includes(facadeModuleId)) return undefined;
      const run = `import { runHandler as run } from ${JSON.stringify(`./${file}`)};\nvoid run(process.argv[2]);`;
      return { code: `${code}\n${run}`, map: null };
    },
  };
}

/**
 * A plugin for Rolldown: a module of the function is never the one that Node was started with. If a module has `import`
 * or `export`, it is an ES module in the bundle, where `module` does not exist, even if TypeScript compiles it to CommonJS.
 */
export function neverMain() {
  return {
    name: 'never-main',
    transform: {
      filter: { code: /\brequire\.main\b/ },
      // As long as the comparison was, so that positions stay the same.
      handler: (code) => ({
        code: code.replaceAll(tests, (comparison, operator, reversed) =>
          ((operator ?? reversed) === '!' ? 'true' : 'false').padEnd(comparison.length),
        ),
        map: null,
      }),
    },
  };
}
