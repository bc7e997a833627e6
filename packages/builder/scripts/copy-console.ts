/** Copies the console's page, which a separate package builds, to where the emulator finds it. */
import { cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../../../console/dist', import.meta.url));
if (!existsSync(from)) {
  throw new Error("the console's page is not built: run pnpm build in the root of the repository");
}
cpSync(from, 'dist/console', { recursive: true });
