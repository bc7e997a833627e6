/** Decides, when the function starts, whether its snapshot can be used. It is evaluated in the snapshot. */
const { statSync } = require('node:fs');

/** The Node that tools use. In the image, the function's own Node is the same file with another name. */
const NODE = '/usr/local/bin/node';

/**
 * Why the libraries in the snapshot would not be what they would be if they were loaded now.
 *
 * @param guards what the start must have in common with the build, from judge-recording.mjs
 * @param folder the working directory of the build
 * @param isInImage whether the image has its Node with two names
 * @returns undefined if there is no reason, or else the reason and the Node that starts the function instead
 */
module.exports = ({ guards, folder, isInImage }) => {
  if (isInImage && isReplaced()) return { reason: `${NODE} is not the Node that made it`, node: NODE };
  const reason = reasonInOptions() ?? reasonInGuards(guards, folder);
  return reason && { reason, node: process.execPath };
};

/** An overlay can replace NODE. No two versions have the same size. If it is removed, the function's own one is there. */
function isReplaced() {
  const size = statSync(NODE, { throwIfNoEntry: false })?.size;
  return size !== undefined && size !== statSync(process.execPath).size;
}

function reasonInOptions() {
  const { env } = process;
  if (env.ALR_SNAPSHOT === 'none') return 'ALR_SNAPSHOT is none';
  // Only NODE_OPTIONS can contain it: the image chooses the arguments of Node.
  const [, hook] =
    (env.NODE_OPTIONS ?? '').match(/(?:^|\s)(--require|-r)\b/) ??
    `${env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`.match(/(--import|--(?:experimental-)?loader)\b/) ??
    [];
  if (hook !== undefined) return `Node is started with ${hook}, for modules that are already in the snapshot`;
  const option = '--max-http-header-size';
  if (`${env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`.includes(option)) {
    return `a library may read the value of ${option} while it loads, and it was not set when the image was built`;
  }
}

function reasonInGuards(guards, folder) {
  const { env } = process;
  if (guards.includes('process.cwd') && process.cwd() !== folder) {
    return `a library reads the working directory while it loads, which was ${folder} when the image was built`;
  }
  if (guards.includes('the time zone') && !isInUtc(env)) {
    return 'a library uses the time zone while it loads, which was UTC when the image was built';
  }
  const name = guards.find((guard) => (guard.endsWith('*') ? hasPrefix(guard.slice(0, -1), env) : guard in env));
  return name && `a library reads ${name} while it loads, and it was not set when the image was built`;
}

/** Lambda sets TZ to ":UTC". */
function isInUtc({ TZ }) {
  if (TZ !== undefined) return /^:?(Etc\/)?UTC$/.test(TZ);
  return [0, 6].every((month) => new Date(2020, month).getTimezoneOffset() === 0);
}

function hasPrefix(prefix, env) {
  return Object.keys(env).some((name) => name.toUpperCase().startsWith(prefix));
}
