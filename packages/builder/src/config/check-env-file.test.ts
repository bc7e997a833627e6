import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createTestProject } from '../../test/test-project.ts';
import { checkEnvFile } from './check-env-file.ts';

/** Runs the command; returns its output and the error that it fails with. */
async function check(files: Record<string, string>) {
  await using project = await createTestProject(files);
  const out = new PassThrough();
  const error = await checkEnvFile({ directory: project.directory, env: {} }, out).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  out.end();
  return { printed: await text(out), error };
}

describe('check-env-file', () => {
  it('groups the keys that are customized and those that have their defaults', async () => {
    const { printed, error } = await check({
      'lambda.env': 'HANDLER_CLASS=app.MyLambda\nTRIGGER_TYPE=sqs\nMEMORY=512\n',
    });
    const [, customized, defaults] = printed.split(/^(?=Customized|Using defaults)/m);
    expect(customized).toMatch(/lambda\.memory \(MEMORY\) +512/);
    expect(defaults).toMatch(/lambda\.timeout \(TIMEOUT\) +30/);
    expect(defaults).toMatch(/trigger\.queue\.name \(QUEUE_NAME\) +lambda-runtime/);
    expect(error).toBeUndefined();
  });

  it('fails if required keys are missing, and lists them', async () => {
    const { printed, error } = await check({ 'lambda.yaml': 'trigger: { type: sns }\n' });
    expect(printed).toMatch(
      /MISSING \(required\)\n +image\.handler \(HANDLER_CLASS\).*\n +trigger\.topic_name \(TOPIC_NAME\)/,
    );
    expect(error?.name).toBe('ConfigurationError');
  });

  it('lists the missing keys of a project without a configuration file', async () => {
    const { printed, error } = await check({});
    expect(printed).toMatch(/no configuration: .* has no lambda\.yaml or lambda\.env/);
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

  it('lists the keys of the project, and then those of each function', async () => {
    const yaml = 'project: shop\nfunctions:\n  orders: { handler: app.Orders, timeout: 9, trigger: { type: sns } }\n';
    const { printed, error } = await check({ 'lambda.yaml': yaml });
    const [, project, orders] = printed.split(/^(?=project$|function )/m);
    expect(project).toMatch(/Customized\n {2}project +shop\n/);
    expect(project).not.toContain('timeout');
    expect(orders).toMatch(/^function orders\n/);
    expect(orders).toMatch(/MISSING \(required\)\n {2}functions\.orders\.trigger\.topic_name /);
    expect(orders).toMatch(/ {2}functions\.orders\.timeout +9\n/);
    expect(orders).toMatch(/ {2}functions\.orders\.name +shop-dev-orders\n/);
    expect(error?.message).toContain('functions.orders.trigger.topic_name is missing');
  });
});
