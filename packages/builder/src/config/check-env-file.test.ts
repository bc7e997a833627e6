import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { project } from '../../test/project.ts';
import { checkEnvFile } from './check-env-file.ts';

/** What is printed, and the error that ends the command. */
async function check(files: Record<string, string>) {
  await using here = await project(files);
  const out = new PassThrough();
  const error = await checkEnvFile({ directory: here.directory, env: {} }, out).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  out.end();
  return { printed: await text(out), error };
}

describe('check-env-file', () => {
  it('groups what is customized and what is left at its default', async () => {
    const { printed, error } = await check({
      'lambda.env': 'HANDLER_CLASS=app.MyLambda\nTRIGGER_TYPE=sqs\nMEMORY=512\n',
    });
    const [, customized, defaults] = printed.split(/^(?=Customized|Using defaults)/m);
    expect(customized).toMatch(/lambda\.memory \(MEMORY\) +512/);
    expect(defaults).toMatch(/lambda\.timeout \(TIMEOUT\) +30/);
    expect(defaults).toMatch(/trigger\.queue\.name \(QUEUE_NAME\) +lambda-runtime/);
    expect(error).toBeUndefined();
  });

  it('fails where something required is missing, and names it', async () => {
    const { printed, error } = await check({ 'lambda.yaml': 'trigger: { type: sns }\n' });
    expect(printed).toMatch(
      /MISSING \(required\)\n +image\.handler \(HANDLER_CLASS\).*\n +trigger\.topic_name \(TOPIC_NAME\)/,
    );
    expect(error?.name).toBe('ConfigurationError');
  });

  it('takes no file for a project in which nothing is configured yet', async () => {
    const { printed, error } = await check({});
    expect(printed).toMatch(/nothing is configured yet/);
    expect(printed).toMatch(/image\.handler.*trigger\.type/s);
    expect(error?.name).toBe('ConfigurationError');
  });

  it("does not show the values of the function's environment", async () => {
    const { printed } = await check({
      'lambda.yaml': 'image: { handler: app }\ntrigger: { type: none }\nlambda: { environment: { TOKEN: hunter2 } }\n',
    });
    expect(printed).toMatch(/lambda\.environment .* TOKEN/);
    expect(printed).not.toContain('hunter2');
  });
});
