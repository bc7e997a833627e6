import type { Command } from 'commander';
import { addCheck } from './check.ts';
import { addCheckEnvFile } from './check-env-file.ts';
import { addClean } from './clean.ts';
import { addEvent } from './event.ts';
import { addGenerateYaml } from './generate-yaml.ts';
import { addImage } from './image.ts';
import { addInstall } from './install.ts';
import { addInvoke } from './invoke.ts';
import { addLocal } from './local.ts';
import { addLogs } from './logs.ts';
import { addOverlay } from './overlay.ts';
import { addPlan } from './plan.ts';
import { addPlatform } from './platform.ts';
import { addPublishTest } from './publish-test.ts';
import { addRollback } from './rollback.ts';
import { addRuleCommands } from './rule.ts';
import { addStatus } from './status.ts';
import { addTargets } from './targets.ts';
import { addTeardown } from './teardown.ts';
import { addTestStreaming } from './test-streaming.ts';

/** The commands of `alr-builder`, in the order in which the help lists them. Each loads its implementation when it runs. */
export const commands: readonly ((program: Command) => void)[] = [
  addInstall,
  addCheck,
  addCheckEnvFile,
  addGenerateYaml,
  addImage,
  addPlatform,
  addOverlay,
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
