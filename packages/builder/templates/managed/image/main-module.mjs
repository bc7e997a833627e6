/** The test of CommonJS for the module that Node was started with. */
const test = /\bif\s*\(\s*(require\.main\s*===?\s*module|module\s*===?\s*require\.main)\s*\)/;

/**
 * A plugin for Rolldown: a module of the function is never the one that Node was started with. If a module has `import`
 * or `export`, it is an ES module in the bundle, where `module` does not exist, even if TypeScript compiles it to CommonJS.
 */
export function neverMain() {
  return {
    name: 'never-main',
    transform: {
      filter: { code: test },
      // As long as the condition was, so that positions stay the same.
      handler: (code) => ({
        code: code.replaceAll(new RegExp(test, 'g'), (text, condition) =>
          text.replace(condition, 'false'.padEnd(condition.length)),
        ),
        map: null,
      }),
    },
  };
}
