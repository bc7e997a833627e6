#!/usr/bin/env node
import { runHandler } from './run-handler.ts';

await runHandler(process.argv[2]);
