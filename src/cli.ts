import { runCommandLine } from './cli/index.js';

const code = await runCommandLine(process.argv.slice(2), process.env);
if (code !== null) process.exitCode = code;
