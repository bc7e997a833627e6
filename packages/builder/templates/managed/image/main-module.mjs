/** The tests of CommonJS for the module that Node was started with. */
const tests =
  /(?<![.\w$])(?:require\.main\s*([!=])==?\s*module|module\s*([!=])==?\s*require\.main)(?![\w$]|\s*[.[(]|\s*\?\.)/g;

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
