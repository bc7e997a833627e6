import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { handlerModules } from '../../../image/handler-name.ts';
import type { ProgramCommand } from '../environment/function-process.ts';
import { moduleCandidates } from './import-candidates.ts';

/** The modules that a handler's name can stand for. */
export function handlerCandidates(handler: string, directory: string): string[] {
  return handlerModules(handler).flatMap((name) => moduleCandidates(resolve(directory, name)));
}

/** The files among the words of a command. */
export function filesOf(command: ProgramCommand, directory: string): string[] {
  const paths = command.map((word) => resolve(directory, word));
  return paths.filter((path) => path !== process.execPath && path !== directory && existsSync(path));
}

/** The configurations that a tsconfig.json extends by a relative path. It can contain comments. */
export function extendedFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  const [, list = ''] = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(readFileSync(path, 'utf8')) ?? [];
  const files = [...list.matchAll(/"(\.[^"]*)"/g)].map(([, name = '']) => resolve(dirname(path), name));
  return files.flatMap((file) => [file, ...(file === path ? [] : extendedFiles(file))]);
}

const installationRecords = ['.package-lock.json', '.modules.yaml', '.yarn-state.yml', '.yarn-integrity'];

/** The files that package managers write at the end of an installation, in this folder and those above it. */
export function installations(directory: string): string[] {
  const modules = join(directory, 'node_modules');
  const own = existsSync(modules) ? installationRecords.map((name) => join(modules, name)) : [];
  const parent = dirname(directory);
  return parent === directory ? own : [...own, ...installations(parent)];
}
