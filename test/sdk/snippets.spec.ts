import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = process.cwd();
/** Its blocks are one file, which takes nothing from a product. test/sdk/client.spec.ts runs it. */
const README = 'sdk/README.md';
const PAGES = ['docs/sdk.md', 'docs/integrate.md'];

/** What the snippets take from the product around them. */
const PRODUCT = `
declare const url: string, jobId: string, businessId: string, feature: string, rawBody: string;
declare const addressOfThePerson: string, secret: string, oldSecret: string;
declare const outbox: unknown[];
declare const error: unknown;
declare const person: { email: string };
declare const owner: { email: string; firstName: string; lastName: string };
declare const body: typeof owner & { password: string; business: { name: string } };
declare const request: { headers: Record<string, string | string[] | undefined> };
declare const load: () => { accessToken: string; refreshToken: string } | null;
declare const save: (tokens: { accessToken: string; refreshToken: string } | null) => void;
declare const onEnded: () => void;
declare const show: (...values: unknown[]) => void, render: (value: unknown) => void;
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string | number): Reply;
  send(body?: unknown): void;
  redirect(url: string): void;
}
declare const reply: Reply;
`;

async function blocksOf(page: string): Promise<string[]> {
  const text = await readFile(page, 'utf8');
  const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => block!);
  expect({ page, blocks: blocks.length > 0 }).toEqual({ page, blocks: true });
  return blocks;
}

/** Each block of a page as the body of a function. The imports of a page stand above all of its blocks. */
function moduleOf(page: string[]): string {
  const imports: string[] = [];
  const blocks = page.map((block, n) => {
    const own = block.replace(/^import .*\n/gm, (line) => {
      if (!imports.includes(line)) imports.push(line);
      return '';
    });
    return `export async function block${n}() {\n${own}}\n`;
  });
  return imports.join('') + PRODUCT + blocks.join('');
}

it('The snippets of the documentation compile under --strict, as they stand', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tenure-snippets-'));
  try {
    await writeFile(join(folder, 'package.json'), '{"type": "module"}');
    await writeFile(join(folder, 'readme.ts'), (await blocksOf(README)).join('\n'));
    const files = ['readme.ts'];
    for (const page of PAGES) {
      const file = `${page.replaceAll(/\W/g, '-')}.ts`;
      files.push(file);
      await writeFile(join(folder, file), moduleOf(await blocksOf(page)));
    }
    const source = (path: string) => [join(root, 'sdk', 'src', path)];
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      module: 'nodenext',
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      skipLibCheck: true,
      paths: { '@tenure/sdk': source('index.ts'), '@tenure/sdk/webhooks': source('webhooks.ts') },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const said = await run(process.execPath, [compiler], { cwd: folder }).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(said).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});
