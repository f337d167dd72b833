import '@swc-node/register/esm-register';
import { readFile, writeFile } from 'node:fs/promises';
import { HELP } from './errors/help.mjs';

// Writes docs/errors.md from src/common/problems.ts. With --check it fails if the file differs.
const { PROBLEMS } = await import('../src/common/problems.js');
const { PROBLEM_MEMBERS } = await import('../src/common/problem-members.js');
const page = new URL('../docs/errors.md', import.meta.url);

const codes = Object.keys(PROBLEMS);
const missing = codes.filter((code) => !(code in HELP));
const unknown = Object.keys(HELP).filter((code) => !(code in PROBLEMS));
if (missing.length + unknown.length > 0)
  throw new Error(
    `scripts/errors/help.mjs lacks: ${missing.join()}; it has, and nobody answers: ${unknown.join()}`,
  );

const text = `${head()}${codes.map(sectionOf).join('\n')}`;
if (!process.argv.includes('--check')) await writeFile(page, text);
else if ((await readFile(page, 'utf8').catch(() => '')) !== text) {
  console.error(
    'docs/errors.md is not what src/common/problems.ts and scripts/errors/help.mjs say: npm run errors',
  );
  process.exitCode = 1;
}

function head() {
  return `# Errors

Made by \`npm run errors\` from \`src/common/problems.ts\` and \`scripts/errors/help.mjs\`; not written by hand. Every refusal is \`application/problem+json\` (RFC 9457) with a stable \`code\`.
Decide by the code, never by \`title\` or \`detail\`. The members of each code are in the OpenAPI documents too. *Again* says
whether the same request may be sent again as it is: **later**, because nothing was done, or **with its key**, because it may have
been done, and the idempotency key keeps it from being done twice, on the routes that take one ([api.md](api.md)). Other requests would be refused again.

| code | status | again |
|---|---|---|
${codes.map((code) => `| [\`${code}\`](#${code}) | ${PROBLEMS[code].status} | ${HELP[code].again ?? 'no'} |`).join('\n')}

`;
}

function sectionOf(code) {
  const { status, title } = PROBLEMS[code];
  const { cause, remedy } = HELP[code];
  const members = Object.keys(PROBLEM_MEMBERS[code] ?? {}).map((name) => `\`${name}\``);
  const told = members.length === 0 ? '' : ` Members: ${members.join(', ')}.`;
  return `## ${code}\n\n${status}, ${title}.${told}\n\n- Why: ${cause}\n- What to do: ${remedy}\n`;
}
