import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { sourcesOfStatements } from './support/all-statements.js';

describe('the text of src/', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => join('src', path))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));

  it('asks the machine for the time in clock.ts alone', () => {
    expect(sources).toContain(join('src', 'common', 'clock.ts'));
    const readers = sources.filter((path) => readsTheMachineClock(readFileSync(path, 'utf8')));
    expect(readers).toEqual([join('src', 'common', 'clock.ts')]);
  });

  it.each([
    ['new Date()', true],
    ['new Date', true],
    ['Date()', true],
    ['Date.now()', true],
    ['[1].map(Date.now)', true],
    ['new Date(row.at)', false],
    ['Date.UTC(2026, 0)', false],
    ['clock.now()', false],
    ['"Date.now()" // new Date()', false],
  ])('%s: a reading of the clock is %s', (code, reads) => {
    expect(readsTheMachineClock(code)).toBe(reads);
  });

  it('loads the library of Stripe in one place, and late', () => {
    const importing = sources.filter((path) =>
      /(?<!import type .*)from 'stripe'|import\('stripe'\)/.test(readFileSync(path, 'utf8')),
    );
    const client = join('src', 'payments', 'stripe', 'stripe-client.ts');
    expect(importing).toEqual([client]);
    expect(readFileSync(client, 'utf8')).toContain("await import('stripe')");
  });

  it('declares statements in *.sql.ts alone', () => {
    const declaring = sourcesOfStatements();
    expect(declaring).toContain(join('src', 'usage', 'spending', 'spend.sql.ts'));
    expect(declaring.filter((path) => !path.endsWith('.sql.ts'))).toEqual([]);
  });

  it('reads ids of requests in lower case, as they are stored', () => {
    const asTheyCome = sources.filter((path) => readFileSync(path, 'utf8').includes('@IsUUID('));
    expect(asTheyCome).toEqual([]);
  });

  it('declares the public methods of a class above its private ones', () => {
    const example = 'class A { private a() {} b() {} } class B { private c = 1; d() {} private e() {} }';
    expect(publicBelowPrivate('a.ts', example)).toEqual(['a.ts: b']);
    expect(sources.flatMap((path) => publicBelowPrivate(path, readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('names the file of a service after its class', () => {
    expect(serviceOf(join('src', 'usage', 'spending', 'plan-spend.service.ts'))).toBe('PlanSpendService');
    const services = sources.filter((path) => path.endsWith('.service.ts'));
    const others = services.filter(
      (path) =>
        !new RegExp(`^export (abstract )?class ${serviceOf(path)}\\b`, 'm').test(readFileSync(path, 'utf8')),
    );
    expect(others).toEqual([]);
  });

  it('takes each advisory lock by its name, and no two have the same number', () => {
    const numbers = Object.values(ADVISORY_LOCKS);
    expect(new Set(numbers).size).toBe(numbers.length);
    const inNumbers = sources.filter((path) => /advisory\w*\(\s*[\d_]+/.test(readFileSync(path, 'utf8')));
    expect(inNumbers).toEqual([]);
  });

  it('has no comment line of more than 132 columns, and neither has other code. Released migrations stay as they are', () => {
    expect(
      longComments('a.ts', `  // ${'a'.repeat(127)}\n/** ${'b'.repeat(126)} */\n'${'c'.repeat(140)}'`),
    ).toEqual(['a.ts:2']);
    const others = ['invariants', 'scripts', 'bench', join('sdk', 'src')].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    );
    const written = [...sources, ...others].filter(
      (path) =>
        /\.(ts|mjs)$/.test(path) &&
        !path.endsWith('schema.d.ts') &&
        !path.includes(join('database', 'migrations')),
    );
    expect(written).toContain(join('scripts', 'build.mjs'));
    expect(written.flatMap((path) => longComments(path, readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('never lets TypeORM change the tables by itself', () => {
    const synchronizing = ['ormconfig.ts', ...sources].filter((path) =>
      /\bsynchronize['"]?\s*:\s*true\b/.test(readFileSync(path, 'utf8')),
    );
    expect(synchronizing).toEqual([]);
  });
});

/** The name of the class that a file `x.service.ts` holds. */
const serviceOf = (path: string): string =>
  basename(path, '.ts')
    .split(/[-.]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Reads syntax, not text: a comment about `new Date()` is none, and `new Date(value)` only converts. */
function readsTheMachineClock(code: string): boolean {
  const isDate = (node: ts.Node) => ts.isIdentifier(node) && node.text === 'Date';
  const visit = (node: ts.Node): boolean =>
    (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length) ||
    (ts.isCallExpression(node) && isDate(node.expression)) ||
    (ts.isPropertyAccessExpression(node) && isDate(node.expression) && node.name.text === 'now') ||
    (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return visit(ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest));
}

/** The lines of comments that do not fit on a screen of 132 columns. */
const longComments = (path: string, code: string): string[] =>
  code
    .split('\n')
    .flatMap((line, index) =>
      line.length > 132 && /^\s*(\/\/|\/?\*)/.test(line) ? [`${path}:${index + 1}`] : [],
    );

/** The public methods that stand below a private method of their class. */
function publicBelowPrivate(path: string, code: string): string[] {
  const isPrivate = (method: ts.ClassElement) =>
    (ts.getCombinedModifierFlags(method) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const methods = ts.isClassDeclaration(node) ? node.members.filter(ts.isMethodDeclaration) : [];
    const first = methods.findIndex(isPrivate);
    for (const [index, method] of methods.entries())
      if (first !== -1 && index > first && !isPrivate(method))
        found.push(`${path}: ${(method.name as ts.Identifier).text}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, code, ts.ScriptTarget.Latest));
  return found;
}
