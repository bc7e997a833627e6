/**
 * A plain function, as one for AWS's Node runtime is: what it returns is sent as JSON.
 *
 *   npx alr-builder local function.handler
 *   npx alr-builder invoke --local --payload '{"celsius":20}'
 */
import type { Handler } from 'aws-lambda';

export const handler: Handler<{ celsius: number }, { fahrenheit: number }> = async ({ celsius }, { awsRequestId }) => {
  if (!Number.isFinite(celsius)) throw new RangeError(`celsius is ${celsius}: send a number`);
  console.log(`converting for ${awsRequestId}`);
  return { fahrenheit: celsius * 1.8 + 32 };
};
