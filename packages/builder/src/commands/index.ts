import type { Command } from 'commander';
import { addCheckEnvFile } from './check-env-file.ts';
import { addEvent } from './event.ts';
import { addGenerateYaml } from './generate-yaml.ts';
import { addImage } from './image.ts';
import { addInstall } from './install.ts';
import { addInvoke } from './invoke.ts';
import { addLocal } from './local.ts';
import { addOverlay } from './overlay.ts';
import { addPlatform } from './platform.ts';

/** The commands of `alr-builder`, in the order in which the help lists them. Each loads its implementation when it runs. */
export const commands: readonly ((program: Command) => void)[] = [
  addInstall,
  addCheckEnvFile,
  addGenerateYaml,
  addImage,
  addPlatform,
  addOverlay,
  addLocal,
  addInvoke,
  addEvent,
];
