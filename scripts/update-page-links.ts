/** Writes the links at the end of each page of a package, as its README lists them. */
import { writeFileSync } from 'node:fs';
import { linkedPages } from './linked-pages.ts';

for (const [path, text] of linkedPages()) writeFileSync(path, text);
