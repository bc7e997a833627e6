/**
 * A plain function, as for AWS's Node runtime. Its result is sent as JSON.
 *
 *   npx alr-builder local function.handler
 *   npx alr-builder invoke --local --payload '{"celsius":20}'
 */
import type { Handler } from 'aws-lambda';

export const handler: Handler<{ celsius: number }, { fahrenheit: number }> = async ({ celsius }, { awsRequestId }) => {
  if (!Number.isFinite(celsius)) throw new RangeError(`celsius must be a number, not ${celsius}`);
  console.log(`converting for ${awsRequestId}`);
  return { fahrenheit: celsius * 1.8 + 32 };
};
