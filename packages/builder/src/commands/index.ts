import type { Command } from 'commander';
import { addLogs } from './deploy/logs.ts';
import { addPlan } from './deploy/plan.ts';
import { addPublishTest } from './deploy/publish-test.ts';
import { addRollback } from './deploy/rollback.ts';
import { addRuleCommands } from './deploy/rule.ts';
import { addStatus } from './deploy/status.ts';
import { addTargets } from './deploy/targets.ts';
import { addTeardown } from './deploy/teardown.ts';
import { addCheck } from './project/check.ts';
import { addCheckEnvFile } from './project/check-env-file.ts';
import { addClean } from './project/clean.ts';
import { addGenerateYaml } from './project/generate-yaml.ts';
import { addImageCommands } from './project/images.ts';
import { addInstall } from './project/install.ts';
import { addEvent } from './run/event.ts';
import { addInvoke } from './run/invoke.ts';
import { addLocal } from './run/local.ts';
import { addTestStreaming } from './run/test-streaming.ts';

/** Adds the commands of `alr-builder`, in the order of the help. Each command loads its implementation when it runs. */
export const commands: readonly ((program: Command) => void)[] = [
  addInstall,
  addCheck,
  addCheckEnvFile,
  addGenerateYaml,
  addImageCommands,
  addClean,
  addPlan,
  addTargets,
  addTeardown,
  addRollback,
  addStatus,
  addLogs,
  addTestStreaming,
  addPublishTest,
  addRuleCommands,
  addLocal,
  addInvoke,
  addEvent,
];
