/**
 * Makes V8's compile cache for the function, or checks that it is used:
 *   node compile-cache.mjs make|check
 * Without the cache the function only starts more slowly, so problems with it are warnings and do not fail the build.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const [mode] = process.argv.slice(2);
const TASK = process.env.LAMBDA_TASK_ROOT ?? '/var/task';

/** A Runtime API that sends empty events and accepts every response. */
let responses = 0;
const api = createServer((request, response) => {
  request.resume();
  if (request.method === 'POST') {
    if (request.url.endsWith('/response')) responses += 1;
    response.writeHead(202).end();
  } else {
    response.setHeader('Lambda-Runtime-Aws-Request-Id', 'warm-up');
    response.setHeader('Lambda-Runtime-Deadline-Ms', String(Date.now() + 60_000));
    response.end('{}');
  }
});
await new Promise((listening) => api.listen(0, '127.0.0.1', listening));

const warmUp = fileURLToPath(new URL('warm-up.mjs', import.meta.url));
const child = spawn(process.execPath, [`${TASK}/alr-bootstrap.js`, warmUp], {
  cwd: TASK,
  env: {
    ...process.env,
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.address().port}`,
    LAMBDA_TASK_ROOT: TASK,
    ...(mode === 'check' && { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }),
  },
  stdio: ['ignore', 'pipe', 'pipe'],
  timeout: 60_000,
});
let output = '';
for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
await new Promise((closed) => child.once('close', closed));
api.close();

if (mode === 'make') {
  const missing = output.match(/^ERROR: .*/m);
  if (missing) {
    console.error(missing[0]);
    process.exit(1);
  }
  for (const [warning] of output.matchAll(/^WARNING: .*/gm)) console.warn(warning);
  if (responses === 0)
    console.warn(`WARNING: the bootstrap does not work here, so there is no compile cache:\n${output}`);
} else {
  const verdicts = [...output.matchAll(/V8 code cache for \S+ (?:file:\/\/)?(\/\S+) was (accepted)?/g)].filter(
    ([, file]) => file.startsWith(`${TASK}/`),
  );
  const missed = verdicts.filter(([, , accepted]) => accepted === undefined).map(([, file]) => file);
  if (verdicts.length > 0 && missed.length === 0) console.log(`compile cache: used for ${verdicts.length} files`);
  else console.warn(`WARNING: the compile cache is missed${missed.map((file) => `\n  ${file}`).join('')}`);
}
