import { isParameterName, parameterOf } from '../functions/parameter-references.ts';
import type { Settings } from '../keys/settings.ts';
import type { TriggerType } from '../keys/trigger-keys.ts';
import type { KeyProblem } from '../read/problem.ts';
import { isReserved } from '../read/read-environment-file.ts';
import { checkFailureDestination } from '../triggers/failure-keys.ts';
import { rulesOf } from '../triggers/rules-of.ts';
import { checkArns } from './arn-rules.ts';
import type { ConfiguredArn } from './existing-resources.ts';
import { checkLocal } from './local-rules.ts';

/** Finds combinations of valid values that AWS would reject, or that would lose events. */
export function findErrors(settings: Settings, arns: readonly ConfiguredArn[]): KeyProblem[] {
  const { trigger } = settings;
  const ofTrigger = rulesOf(trigger.type).errors?.(trigger, settings) ?? [];
  return [...checkFunction(settings), ...ofTrigger, ...checkArns(arns, settings), ...checkLocal(settings)];
}

/** AWS allows 50 tags. Ours are the project, the stage, the function, and the record of the configured tags. */
const MAX_TAGS = 46;

function* checkFunction({ lambda, aws, trigger }: Settings): Iterable<KeyProblem> {
  const { vpc, tags, kmsKey, logLevel, durable } = lambda;
  yield* checkFailureDestination('lambda.on_failure', lambda.onFailure);
  if (logLevel !== undefined && lambda.logFormat !== 'JSON') {
    yield {
      keys: ['lambda.log_level', 'lambda.log_format'],
      message: `lambda.log_level is ${logLevel}: only JSON logs have levels, so set lambda.log_format: JSON too`,
    };
  }
  const [, , , keyRegion] = kmsKey?.split(':') ?? [];
  if (keyRegion !== undefined && aws.region !== undefined && keyRegion !== aws.region) {
    yield {
      keys: ['lambda.kms_key', 'aws.region'],
      message: `lambda.kms_key is in ${keyRegion}, but aws.region is ${aws.region}: they must be the same`,
    };
  }
  if (durable !== undefined) yield* checkDurable(lambda, trigger.type);
  if (vpc !== undefined && (vpc.subnets.length === 0 || vpc.securityGroups.length === 0)) {
    yield {
      keys: ['lambda.vpc.subnets', 'lambda.vpc.security_groups'],
      message: 'a VPC needs both lambda.vpc.subnets and lambda.vpc.security_groups',
    };
  }
  if (lambda.snapStart && lambda.alias === undefined) {
    yield {
      keys: ['lambda.snap_start', 'lambda.alias'],
      message: 'lambda.snap_start works only with published versions: set lambda.alias too, such as "alias: live"',
    };
  }
  if (lambda.snapStart && lambda.ephemeralStorage > 512) {
    yield {
      keys: ['lambda.ephemeral_storage', 'lambda.snap_start'],
      message: `lambda.ephemeral_storage is ${lambda.ephemeralStorage} MB: lambda.snap_start allows at most 512`,
    };
  }
  for (const name of Object.keys(lambda.environment).filter(isReserved)) {
    yield {
      keys: ['lambda.environment'],
      message: `lambda.environment sets ${name}, which is reserved by Lambda: remove it`,
    };
  }
  for (const [name, value] of Object.entries(lambda.environment)) {
    if (!value.includes('\0')) continue;
    yield {
      keys: ['lambda.environment'],
      message: `lambda.environment.${name} contains a null character, which no variable can contain`,
    };
  }
  for (const [name, value] of Object.entries(lambda.environment)) {
    const parameter = parameterOf(value);
    if (parameter === undefined || isParameterName(parameter)) continue;
    yield {
      keys: ['lambda.environment'],
      message: `lambda.environment.${name} starts with "ssm:", but is not the name of a parameter: write for example ssm:/shop/dev/table`,
    };
  }
  const tagCount = Object.keys(tags).length;
  if (tagCount > MAX_TAGS) {
    yield {
      keys: ['lambda.tags'],
      message: `lambda.tags has ${tagCount} entries: at most ${MAX_TAGS} are possible, as AWS allows 50 and four are ours`,
    };
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html */
function* checkDurable({ alias, durable }: Settings['lambda'], type: TriggerType): Iterable<KeyProblem> {
  if (durable?.timeout === undefined) {
    yield {
      keys: ['lambda.durable.timeout', 'lambda.durable.retention'],
      message: 'lambda.durable.timeout is missing: AWS requires the maximum duration of a durable execution',
    };
  }
  if (alias === undefined) {
    yield {
      keys: ['lambda.durable.timeout', 'lambda.alias'],
      message:
        'lambda.durable works only with published versions, because a replay needs the code that it began with: ' +
        'set lambda.alias too, such as "alias: live"',
    };
  }
  if ((durable?.timeout ?? 0) > MAX_POLLED_SECONDS && pollTriggers.has(type)) {
    yield {
      keys: ['lambda.durable.timeout', 'trigger.type'],
      message:
        `lambda.durable.timeout is ${durable?.timeout} seconds: with trigger.type ${type}, Lambda waits for the end of ` +
        `the execution, so AWS allows at most ${MAX_POLLED_SECONDS}`,
    };
  }
}

/** An event source mapping invokes the function synchronously. */
const MAX_POLLED_SECONDS = 900;
const pollTriggers: ReadonlySet<TriggerType> = new Set(['s3-sqs', 'sns-sqs', 'sqs', 'kinesis', 'dynamodb']);

/** Finds settings that are valid but probably not intended. */
export function findWarnings(settings: Settings): KeyProblem[] {
  const { trigger, lambda } = settings;
  const warnings = [...(rulesOf(trigger.type).warnings?.(trigger, settings) ?? [])];
  if (lambda.concurrency === 0) {
    warnings.push({
      keys: ['lambda.concurrency'],
      message: 'lambda.concurrency is 0: the function cannot be invoked',
    });
  }
  return warnings;
}
