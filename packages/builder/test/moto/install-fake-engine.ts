import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a program `docker` into a folder, which is created. Each command first asks an engine whether it works. The
 * shell answers that, because to start Node three times would take longer than most commands.
 *
 * @param program the module that does the rest
 */
export async function installFakeEngine(folder: string, program: string): Promise<void> {
  await mkdir(folder);
  const file = join(folder, 'docker');
  await writeFile(
    file,
    `#!/bin/sh
case "$*" in
  --version) echo 'Docker version 29.0.0, build fake' ;;
  info | 'buildx version') ;;
  *) exec '${process.execPath}' '${program}' "$@" ;;
esac
`,
  );
  await chmod(file, 0o755);
}
