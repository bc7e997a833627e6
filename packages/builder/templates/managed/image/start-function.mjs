/** Starts the function as Lambda does, for the steps of the build that need it to run. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

/** A handler that loads the function's module and responds to an event itself, written as in CMD. */
const warmUp = fileURLToPath(new URL('warm-up.handler', import.meta.url));

/**
 * Starts a command, with warm-up.mjs as the handler and a Runtime API that sends empty events and accepts every response.
 * It is ended after 60 seconds.
 *
 * @param command the program and its arguments before the handler
 * @param options the folder of the function, further variables, and `isMeasured` to end it after its first response
 * @returns its output, how many responses it has sent, and the processor time until its first one in milliseconds
 */
export async function startFunction([program, ...args], { folder, env, isMeasured = false }) {
  let responses = 0;
  let milliseconds;
  let child;
  let startedAt = 0;
  const api = createServer((request, response) => {
    request.resume();
    if (request.method === 'POST') {
      if (request.url.endsWith('/response')) responses += 1;
      milliseconds ??= processorTime(child.pid) ?? performance.now() - startedAt;
      response.writeHead(202).end();
      if (isMeasured) child.kill('SIGKILL');
    } else {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': 'warm-up',
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
        'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:warm-up',
        'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
      });
      response.end('{}');
    }
  });
  await new Promise((listening) => api.listen(0, '127.0.0.1', listening));
  const address = { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.address().port}`, LAMBDA_TASK_ROOT: folder };
  startedAt = performance.now();
  child = spawn(program, [...args, warmUp], {
    cwd: folder,
    env: { ...process.env, ...address, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    // The function may listen for other signals.
    killSignal: 'SIGKILL',
  });
  let output = '';
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream.setEncoding('utf8').on('data', (text) => (output += text));
  child.once('error', (error) => (output += `${error}\n`));
  // A process that the function has started may keep the streams open.
  let waiting;
  const closeStreams = () => {
    for (const stream of streams) stream.destroy();
  };
  child.once('exit', () => {
    waiting = setTimeout(closeStreams, 1000);
  });
  await new Promise((closed) => child.once('close', closed));
  clearTimeout(waiting);
  api.closeAllConnections();
  api.close();
  return { output, responses, milliseconds };
}

/** The time that all threads of a process have run. Other processes of the build do not change it. */
function processorTime(pid) {
  const threads = readProc(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  const times = threads.map((id) => readProc(() => readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8')) ?? '0');
  const milliseconds = times.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6;
  return milliseconds > 0 ? milliseconds : undefined;
}

/** @returns undefined if there is no such file: a thread has just ended, or the system does not have these files */
function readProc(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
