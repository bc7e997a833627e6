#!/usr/bin/env node
// By the package's name, so that the user's own import of it finds the same module loaded.
import { runHandler } from '@alr/runtime';

void runHandler(process.argv[2]);
