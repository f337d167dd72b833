import { readdir, readFile, writeFile } from 'node:fs/promises';

// `npm run migration:create -- name-of-the-change` makes a file for the change, and adds it to the end of the list of migrations.
const folder = new URL('../src/database/migrations/', import.meta.url);
const name = process.argv[2] ?? '';

if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.log(await createMigration());
} else {
  console.error(
    'Usage: npm run migration:create -- name-of-the-change (lower-case letters, digits and hyphens)',
  );
  process.exitCode = 2;
}

/** Makes the file. TypeORM reads the order from the number in the class's name, so the new number is higher than all others. */
async function createMigration() {
  const times = (await readdir(folder)).map((file) => Number.parseInt(file, 10)).filter(Number.isFinite);
  const time = Math.max(...times) + 1_000_000;
  const type = `${name.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())}${time}`;
  await writeFile(new URL(`${time}-${name}.ts`, folder), template(type), { flag: 'wx' });
  const index = new URL('index.ts', folder);
  const listed = (await readFile(index, 'utf8'))
    .replace(/(import .*;\n)(?!import )/, `$1import { ${type} } from './${time}-${name}.js';\n`)
    .replace('\n];', `\n  ${type},\n];`);
  await writeFile(index, listed);
  return `src/database/migrations/${time}-${name}.ts`;
}

/** @param {string} type */
function template(type) {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Say what changes, and why. Servers of the last version still run beside it. */
const UP = \`
\`;

/** The way back, on a database that is in use. */
const DOWN = \`
\`;

export class ${type} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
`;
}
