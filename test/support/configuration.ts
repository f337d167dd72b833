import { relative } from 'node:path';
import { SECRETS } from '../../src/config/secret-files.js';
import { variables } from '../../src/config/variables.js';

export interface Variable {
  name: string;
  /** The description; undefined if there is none. */
  description: string | undefined;
  /** The default, as it is written in the environment; empty if there is none. */
  standard: string;
  /** What a value must be, as the error for a wrong value says it; empty if any text is allowed. */
  rule: string;
}

/** Lists every variable that `src/config/variables.ts` declares. */
export function describedVariables(): Variable[] {
  const standards: Record<string, string | number | boolean | string[] | number[] | null> = variables.parse(
    {},
  );
  return Object.entries(variables.shape).map(([name, schema]) => {
    const isSwitch = schema.safeParse('on').success && !schema.safeParse('anything').success;
    const refused = schema.safeParse('\0').error?.issues[0]?.message ?? '';
    return {
      name,
      description: withFile(name, schema.description),
      standard: written(name, standards[name] ?? null, isSwitch),
      rule: refused.replace(/^must /, ''),
    };
  });
}

const withFile = (name: string, description: string | undefined): string | undefined =>
  description && SECRETS.some((secret) => secret === name)
    ? `${description} Or \`${name}_FILE\`, a file that holds it.`
    : description;

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = describedVariables().map(
    ({ name, description = '', rule, standard }) =>
      `| \`${name}\` | ${cell(description)} | ${cell(rule)} | ${standard && `\`${standard}\``} |`,
  );
  return `# Configuration

The service reads environment variables once, when it starts. If something is wrong, it lists everything that is wrong and does not
start. An empty variable counts as absent. A secret may be in a file instead: the variable with \`_FILE\` after its name holds the
path. \`npm start\` reads no file of variables; \`docker-compose.yml\` reads \`.env\`, and sets some variables itself (\`.env.example\` names
them). [operations.md](operations.md) says what the variables mean for operations.

\`npm run configuration\` writes this page and \`.env.example\` from \`src/config/variables.ts\`.

| variable | what it is for | it must | default |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** The text of .env.example. */
export function environmentExample(): string {
  const blocks = describedVariables().map(({ name, description = '', rule, standard }) => {
    const plain = description.replace(/\[[\w.-]+\]\(([\w./#-]+)\)/g, 'docs/$1').replaceAll('`', '');
    return [`# ${plain}`, ...(rule ? [`# Must ${rule}.`] : []), `#${name}=${standard}`].join('\n');
  });
  return `# Every variable, with its default. Copy what you change to the environment: npm start reads no file.
# docker compose reads .env. docker-compose.yml sets NODE_ENV, HOST, PORT, DATABASE_URL, DATA_DIR, MIGRATE, METRICS_PORT and
# METRICS_HOST itself, and hands on no variable that ends with _FILE. It also needs POSTGRES_PASSWORD.
# Written by npm run configuration, from src/config/variables.ts.

${blocks.join('\n\n')}
`;
}

function written(
  name: string,
  value: string | number | boolean | string[] | number[] | null,
  isSwitch: boolean,
): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '';
  if (isSwitch && typeof value === 'boolean') return value ? 'on' : 'off';
  // This is the only path. Parsing makes it absolute.
  return name === 'DATA_DIR' ? relative(process.cwd(), String(value)) : String(value);
}
