import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

/** A word that the code gave up, what it says instead, and a use of it that has to be found. */
interface Forbidden {
  word: string;
  instead: string;
  /** Matches a name in the code, whole. */
  name?: RegExp;
  /** Matches inside a comment. */
  comment?: RegExp;
  planted: string[];
  /** Whether documents and examples do not say the word either. */
  inDocuments?: true;
  /** In these files the word has another meaning, that of a standard. */
  except?: RegExp;
}

const FORBIDDEN: Forbidden[] = [
  {
    word: 'gathering',
    instead: 'Batcher, batch',
    name: /^gather(ing|ings|ed|s)?$|Gather/i,
    comment: /\bgather(ing|ed)\b/i,
    planted: ['new Gathering()', 'const gathering = 1;', '/** Gathered, they arrive in order. */'],
  },
  {
    word: 'ask',
    instead: 'submit',
    name: /^(ask|askFirst)$/,
    planted: ['this.reads.ask(key);', 'batcher.askFirst([]);'],
    except: /^test\//,
  },
  {
    word: 'round',
    instead: 'batch',
    name: /^rounds?$|^ROUNDS?(_|$)|^rounds?[A-Z]/,
    planted: ['const ROUND = 500;', 'let round = 1;', 'const ROUND_LIMIT_MS = 1;'],
    except: /^test\//,
  },
  {
    word: 'wish',
    instead: 'request',
    name: /wish/i,
    comment: /\bwish(es)?\b/i,
    planted: ['const wishes = [];', 'interface KeyWish {}', '/** A wish to spend. */'],
  },
  {
    word: 'settlement',
    instead: 'the slow path, ExactSpendService, decide',
    name: /^(?!allSettled|PromiseSettled).*settle/i,
    comment: /\bsettlements?\b/i,
    planted: ['class SettlementService {}', 'const settled = [];', '// The settlement decides it.'],
    // Invoices are settled: the term of payments.
    except: /^(src|test)\/(payments|subscriptions|proofs\/g21)/,
  },
  {
    word: 'ledger',
    instead: 'CounterState',
    name: /ledger/i,
    comment: /\bledgers?\b/i,
    planted: ['class Ledger {}', '/* one ledger for each counter */'],
  },
  {
    word: 'standing',
    instead: 'quota state, state',
    // The view has the name of a route, which is on the wire.
    name: /^(?!WebhookStandingView$).*standing/i,
    planted: ['const STANDINGS = 1;', 'interface StandingRow {}'],
  },
  {
    word: 'bear, forget, keep',
    instead: 'CREATE, PURGE, STORE',
    name: /^(BEAR|FORGET|KEEP)(_(?!ALIVE)|$)/,
    planted: [
      'const BEAR_COUNTERS = 1;',
      'const FORGET = 1;',
      'const KEEP_ANSWER = 1;',
      "statement('job_forget_runs', '');",
      "walk('job_forget_runs', {});",
    ],
  },
  {
    word: 'prune',
    instead: 'PURGE for old rows, ERASE for what names a person',
    name: /^PRUNE(_|$)/,
    planted: ['const PRUNE = 1;', 'const PRUNE_HOLDS = 1;', "statement('known_address_prune', '');"],
  },
  {
    word: 'turn',
    instead: 'renew, advance; the column `turn` counts intervals',
    name: /^(turns|turned)$|^turn(s|ed)?[A-Z]|[a-z]Turn(s|ed)?$|^TURN|_TURN$|^Turn/,
    planted: ['const turned = 1;', 'nextTurn();', 'const TURN_ALL = 1;', 'turnOnce();'],
  },
  {
    word: 'share',
    instead: 'range, part; in SQL a shared lock',
    name: /^shares?$|^shares?[A-Z]|[a-z]Shares?$|^SHARES?(_|$)|_SHARES?$/,
    planted: ['const SHARES = 1;', 'const share = 1;', 'shareCycles();'],
  },
  {
    word: 'sweep',
    instead: 'drain, run',
    name: /sweep/i,
    comment: /\bsweep(s|ing)?\b/i,
    planted: ['this.sweepAll();', 'const TRY_SWEEP = 1;', '// One run sweeps.'],
  },
  {
    word: 'refusal',
    instead: 'DomainError in the code, problem on the wire',
    // The name of a field of Stripe's.
    name: /^(?!refund_refusal_explanation$).*refusal/i,
    planted: ["throw new Refusal('x');", 'const KEY_REFUSALS = [];'],
  },
  {
    word: 'letter',
    instead: 'Email, message',
    name: /^Letter|[a-z]Letter$/,
    planted: ['interface Letter {}', 'resetLetter();'],
  },
  {
    word: 'seal',
    instead: 'encrypt, decrypt; PayloadCipher',
    // A queued job has a field `sealed`.
    name: /^(un)?seal(?!ed($|_by$))|Seal|SEAL/,
    planted: ['class Seal {}', 'this.seal.open();', 'const sealedBy = 1;'],
  },
  { word: '@From', instead: '@ClientIp', name: /^From$/, planted: ['show(@From() from: string) {}'] },
  {
    word: 'guess, letIn, enter, patiently',
    instead: 'attemptLogin, welcome, openSession, retryUntil',
    name: /^(letIn|enter|patiently)$|^guess[A-Z]/,
    planted: ['letIn();', 'this.auth.enter();', 'this.idempotency.patiently();', 'guessFromEverywhere();'],
  },
  {
    word: 'claim',
    instead: 'UnverifiedKey; a JSON web token has claims, and a server claims deliveries and invoices',
    name: /^(?!AccessClaims$|claims$).*claim/i,
    planted: ['const claim = 1;', 'AllowBotsByClaim();', 'interface BotClaim {}'],
    except: /^(src|test)\/(webhooks|payments)\//,
  },
  {
    word: 'service key',
    instead: 'operator key; who calls with it is a service',
    name: /service_?keys?/i,
    comment: /\bservice keys?\b/i,
    planted: [
      'const serviceKey = 1;',
      'class ServiceKeysService {}',
      "statement('auth_find_service_keys', '');",
      '/** What a service key may do. */',
    ],
    // The name of a migration never changes.
    except: /^(src\/database\/migrations\/|test\/boot\/migrations\.spec\.ts$)/,
  },
  {
    word: 'Answers',
    instead: 'Returns, for the value of a function; a caller over HTTP and a batch get answers',
    comment:
      /\bAnswers[\s*]+(?!the next question)(null|false|true|whether|how|no row|a row|a function|the|what|which|when|its|their)\b/,
    planted: ['/** Answers whether it was done. */', '/**\n * Writes it. Answers\n * the row.\n */'],
  },
  {
    word: 'dearer, anew',
    instead: 'more expensive, higher; again',
    name: /dearer/i,
    comment: /\b(dearer|anew)\b/i,
    planted: ['const DEARER = 1;', '/** It is issued anew. */'],
    inDocuments: true,
    // A released migration never changes.
    except: /^src\/database\/migrations\//,
  },
  {
    word: 'headEveryAnswer',
    instead: 'setResponseHeaders',
    name: /^headEveryAnswer$/,
    planted: ['headEveryAnswer(app);'],
  },
];

/** What declares a statement by its name: `statement`, and the functions of `*.sql.ts` that take a name. */
const MAKERS = new Set([
  'statement',
  ...readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql.ts'))
    .map((path) => readFileSync(join('src', path), 'utf8'))
    .flatMap((text) => [...text.matchAll(/(?:const|function) (\w+)(?: = )?(?:<[^>]*>)?\(\s*name: string/g)])
    .flatMap(([, maker]) => maker ?? []),
]);

/** The database stores the place of a walk by its name, so these names stay. */
const STORED = new Set(['usage_forget_days', 'idempotency_forget']);

interface Source {
  path: string;
  text: string;
}

/** The files of `folders` whose name ends with `end`. */
const filesIn = (folders: string[], end: string): Source[] =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith(end) && !path.endsWith('.d.ts') && !path.includes('node_modules'))
      .map((path) => join(folder, path).replaceAll('\\', '/'))
      .filter((path) => basename(path) !== 'words.spec.ts')
      .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
  );

describe('The words of src/, test/ and invariants/', () => {
  const sources = filesIn(['src', 'test', 'invariants'], '.ts');
  const read = sources.map(({ path, text }) => ({ path, ...wordsOf(text) }));
  const documents = [
    ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'sdk/README.md', 'test/README.md'].map(
      (path) => ({ path, text: readFileSync(path, 'utf8') }),
    ),
    ...filesIn(['docs', 'examples'], '.md'),
  ];

  it.each(FORBIDDEN.filter(({ inDocuments }) => inDocuments))(
    '$word is not in the documents: it is $instead',
    ({ comment }) => {
      const uses = documents.flatMap(({ path, text }) =>
        text
          .split('\n')
          .filter((line) => comment?.test(line) === true)
          .map((line) => `${path}: ${line}`),
      );
      expect(uses).toEqual([]);
    },
  );

  it.each(FORBIDDEN)('$word is not among them: it is $instead', ({ name, comment, except }) => {
    const uses = read.flatMap(({ path, names, comments }) => {
      if (except?.test(path) === true) return [];
      const found = [...names].filter((each) => name?.test(each) === true);
      const told = comments.filter((each) => comment?.test(each) === true);
      return [...found, ...told].map((use) => `${path}: ${use}`);
    });
    expect(uses).toEqual([]);
  });

  it.each(FORBIDDEN.flatMap((forbidden) => forbidden.planted.map((code) => ({ ...forbidden, code }))))(
    '$code would be found',
    ({ name, comment, code }) => {
      const { names, comments } = wordsOf(code);
      const found =
        [...names].some((each) => name?.test(each)) || comments.some((each) => comment?.test(each));
      expect(found).toBe(true);
    },
  );

  it('are explained in the glossary, as far as they are ours', () => {
    const glossary = readFileSync('docs/glossary.md', 'utf8');
    const missing = FORBIDDEN.flatMap(({ instead }) => instead.match(/\b[A-Z][a-z]+[A-Z]\w+/g) ?? []).filter(
      (word) => word !== 'AccessClaims' && !glossary.includes(`\`${word}\``),
    );
    expect(missing).toEqual([]);
  });

  it('name every provider by its role: …Service, or what Nest calls it, or what it holds or runs', () => {
    const roles =
      /(?:Service|Scheduler|Guard|Strategy|Pipe|Retention|Runner|Metrics|Server|Cipher|Transport)$/;
    /** Plain classes that hold something of the whole process. */
    const plain = ['AccessTokens', 'Connections', 'DeclaredAccess', 'DeclaredInput'];
    const others = sources
      .filter(({ path }) => path.startsWith('src/'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^@Injectable\([^)]*\)\nexport (?:abstract )?class (\w+)/gm)].map(([, name]) => ({
          path,
          name: name!,
        })),
      )
      .filter(({ path, name }) =>
        path.endsWith('.service.ts') ? !name.endsWith('Service') : !roles.test(name) && !plain.includes(name),
      );
    expect(others).toEqual([]);
  });
});

/**
 * The names and the comments of a piece of code. What stands in strings, SQL too, is neither, but for the name of a statement: each of
 * its words may begin a name.
 */
function wordsOf(code: string): { names: Set<string>; comments: string[] } {
  const source = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true);
  const names = new Set<string>();
  const comments = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isOfMath(node)) names.add(node.text);
    for (const name of endsOf(statementName(node))) names.add(name);
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(code, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(code, node.getEnd()) ?? []),
    ])
      comments.set(pos, code.slice(pos, end));
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return { names, comments: [...comments.values()] };
}

/** The name of the statement that `node` declares; empty where it declares none. */
function statementName(node: ts.Node): string {
  if (!ts.isCallExpression(node) || !MAKERS.has(node.expression.getText())) return '';
  const [name] = node.arguments;
  return name !== undefined && ts.isStringLiteral(name) && !STORED.has(name.text) ? name.text : '';
}

/** For `a_b_c`: `A_B_C`, `B_C` and `C`. */
function endsOf(name: string): string[] {
  if (name === '') return [];
  return name.split('_').map((_, from, words) => words.slice(from).join('_').toUpperCase());
}

/** `Math.round` is none of our words. */
function isOfMath({ parent }: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(parent) && parent.expression.getText() === 'Math';
}
