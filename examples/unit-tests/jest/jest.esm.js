// Jest runs CommonJS, so it needs the ES modules of @alr in that form.
const ts = require('typescript');
const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
exports.process = (text) => ({ code: ts.transpile(text.replaceAll('import.meta', '({})'), compilerOptions) });
