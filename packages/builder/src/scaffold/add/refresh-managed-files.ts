import { join } from 'node:path';
import { readFileIfExists } from '../../config/read/read-files.ts';
import { findWorkspace } from '../../image/context/workspace.ts';
import { detectSettings } from '../existing-project.ts';
import { type ProjectFile, projectFiles } from '../files/project-files.ts';
import { defaultSettings } from '../settings/settings.ts';

/**
 * The managed files that the new configuration changes, such as the Dockerfile with the handlers of all functions. Files
 * that this version of the tool did not write as they are, are left to `alr-builder install`.
 *
 * @param before the managed files of the earlier configuration
 */
export async function changedManagedFiles(directory: string, before: readonly ProjectFile[]): Promise<ProjectFile[]> {
  const textBefore = new Map(before.map(({ path, text }) => [path, text]));
  const changed = (await managedFiles(directory)).filter(({ path, text }) => textBefore.get(path) !== text);
  const present = await Promise.all(changed.map(({ path }) => readFileIfExists(join(directory, path))));
  return changed.filter(
    ({ path }, index) =>
      present[index] !== undefined && present[index].replaceAll('\r\n', '\n') === textBefore.get(path),
  );
}

/** The managed files of a project, as its configuration makes them. */
export async function managedFiles(directory: string): Promise<ProjectFile[]> {
  const settings = { ...defaultSettings('project'), ...(await detectSettings(directory)) };
  const files = await projectFiles(settings, { directory, workspace: await findWorkspace(directory) });
  return files.filter(({ isManaged }) => isManaged);
}
