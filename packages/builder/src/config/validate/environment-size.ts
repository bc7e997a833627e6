/** The size of all names and values. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 4096;

/** The reason why Lambda would reject these variables; undefined if their size is allowed. */
export function checkEnvironmentSize(environment: Readonly<Record<string, string>>): string | undefined {
  const bytes = Object.entries(environment).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes <= MAX_BYTES) return undefined;
  return (
    `the function's environment has ${bytes} bytes, but Lambda allows ${MAX_BYTES}: ` +
    'keep large values in Parameter Store or Secrets Manager, and only their names here'
  );
}
