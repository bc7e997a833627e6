/**
 * Variables that libraries read while they load, and that are hardly ever set on Lambda. If one of them is set when the
 * function starts, it starts without the snapshot. `*` stands for any ending.
 */
export const harmlessVariables = [
  // Colors of a terminal.
  ...['NO_COLOR', 'FORCE_COLOR', 'COLORTERM', 'TERM', 'TERM_PROGRAM', 'TERM_PROGRAM_VERSION', 'NODE_DISABLE_COLORS'],
  ...['CLICOLOR', 'CLICOLOR_FORCE', 'TMUX'],
  // Continuous integration and tests.
  ...['CI', 'CI_NAME', 'TRAVIS', 'CIRCLECI', 'APPVEYOR', 'GITLAB_CI', 'GITHUB_ACTIONS', 'GITEA_ACTIONS', 'BUILDKITE'],
  ...['DRONE', 'TEAMCITY_VERSION', 'TF_BUILD', 'AGENT_NAME', 'JEST_WORKER_ID', 'VITEST', 'NODE_V8_COVERAGE'],
  // Debugging.
  ...['DEBUG', 'DEBUG_*', 'NODE_DEBUG', 'NODE_NDEBUG', 'NO_DEPRECATION', 'TRACE_DEPRECATION'],
  // Variants of an implementation.
  ...['READABLE_STREAM', 'WS_NO_BUFFER_UTIL', 'WS_NO_UTF_8_VALIDATE', 'UNDICI_NO_WASM_SIMD', 'NODE_PG_FORCE_NATIVE'],
  ...['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA', 'AWS_LAMBDA_BENCHMARK_MODE', 'AWS_DEFAULTS_MODE'],
  'BINARY_CONTENT_TYPES',
  ...['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026'],
  // Files with settings for the AWS SDK.
  ...['AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'],
  // Agents that write code.
  ...['ANTIGRAVITY_CLI_ALIAS', 'CLAUDECODE', 'CLAUDE_CODE_CHILD_SESSION', 'CLINE_ACTIVE'],
  ...['CODEX_CI', 'CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED', 'CODEX_THREAD_ID'],
  ...['CURSOR_AGENT', 'GEMINI_CLI', 'HERMES_AGENT', 'OPENCLAW_SHELL', 'OPENCODE'],
  // The user of a shell.
  ...['USER', 'USERNAME', 'LOGNAME'],
];

/** Packages that list all variables to find some, with the ones that they look for. */
export const listedVariables = { debug: 'DEBUG_*' };

/** What packages do while they load or make a client, that does no harm if it stays the same. */
export const harmlessReads = {
  // When a cache was last cleaned.
  '@aws-sdk/middleware-sdk-s3': ['the time (Date.now)'],
  // When a function was last called, to find those that are called often.
  lodash: ['the time (Date.now)'],
  'lodash-es': ['the time (Date.now)'],
  // A client looks for the files in ~/.aws, which an image does not have.
  '@smithy/core': [
    ...['process.env.HOME', 'process.env.USERPROFILE', 'process.env.HOMEPATH', 'process.env.HOMEDRIVE'],
    ...['os.homedir', 'process.getuid', 'process.geteuid', 'fs.promises.readFile'],
  ],
};
