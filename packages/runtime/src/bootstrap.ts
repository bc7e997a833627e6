#!/usr/bin/env node
import { runHandler } from './run-handler.ts';

runHandler(process.argv[2]);
