import { readFileSync } from 'node:fs';
import { Answers, type Operation, operationsOf } from '../openapi/documents.js';
import type { Answer } from './tenure.js';

/** A longer part of a path leads nowhere: Fastify knows no route for it. */
const LONGEST_PART = 100;
const KEPT = Symbol.for('tenure.recorders');

/**
 * Holds every answer that the tests get against the OpenAPI document of the build: status, schema and code of a problem.
 * So a route that answers what it does not document fails the first test that meets it.
 *
 * Left out are paths that there are not, and paths that are malformed on purpose.
 */
export class Recorder {
  private readonly answers: Answers;
  private readonly routes: { operation: Operation; pattern: RegExp }[];

  private constructor(document: { paths: object; components: object }) {
    this.answers = new Answers(document);
    this.routes = operationsOf(document)
      .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
      // Of two that match, the one with fewer parameters is meant, as for the router.
      .sort((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length);
  }

  /**
   * Null outside of Jest, as in proofs: only test/support/global-setup.mjs makes the document. All test files of a worker share
   * one, because it compiles hundreds of schemas.
   */
  static ofThisRun(): Recorder | null {
    const file = process.env.TENURE_OPENAPI;
    if (file === undefined) return null;
    const kept = ((globalThis as { [KEPT]?: Map<string, Recorder> })[KEPT] ??= new Map());
    const recorder = kept.get(file) ?? new Recorder(JSON.parse(readFileSync(file, 'utf8')) as never);
    kept.set(file, recorder);
    return recorder;
  }

  /** @throws Error when the answer is not documented */
  check(method: string, url: string, { status, headers, body }: Answer): void {
    const [path = ''] = url.split('?');
    if (isMalformed(path)) return;
    const operation = this.routes.find(
      (route) => route.operation.method === method && route.pattern.test(path),
    )?.operation;
    if (operation === undefined) return;
    const faults = this.answers.faults(operation, status, headers.get('content-type'), body);
    if (faults.length === 0) return;
    throw new Error(
      `${method} ${operation.path} (${operation.operationId}) answered what it does not document:\n` +
        `${faults.join('\n')}\nThe answer: ${JSON.stringify(body)}\n` +
        'Refusals stand in @Operation({ refuses }), members of problems in src/common/problem-members.ts. ' +
        'If the build is older than the sources, npm run build.',
    );
  }
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

function isMalformed(path: string): boolean {
  try {
    return path.split('/').some((part) => decodeURIComponent(part).length > LONGEST_PART);
  } catch {
    return true;
  }
}
