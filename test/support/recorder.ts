import { readFileSync } from 'node:fs';
import { Answers, type Operation, operationsOf } from '../openapi/documents.js';
import type { Answer } from './tenure.js';

/** Fastify finds no route for a path with a longer part. */
const LONGEST_PART = 100;
const KEPT = Symbol.for('tenure.recorders');

/**
 * Compares every answer that the tests get with the OpenAPI document of the build: the status, the schema, the code of a problem,
 * and the state of a `wrong_state`. It compares the body of each webhook that the tests receive, too. So a route that answers
 * something undocumented fails the first test that calls it.
 *
 * It ignores paths that do not exist, and paths that are malformed on purpose.
 */
export class Recorder {
  private readonly answers: Answers;
  private readonly routes: { operation: Operation; pattern: RegExp }[];

  private constructor(private readonly document: { paths: object; webhooks: any; components: object }) {
    this.answers = new Answers(document);
    this.routes = operationsOf(document)
      .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
      // If two patterns match, the router takes the path with fewer parameters.
      .sort((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length);
  }

  /**
   * Returns the recorder of this run. Null outside of Jest, such as in proofs, because only test/support/global-setup.mjs makes the
   * document. All test files of a worker share one recorder, because it compiles hundreds of schemas.
   */
  static ofThisRun(): Recorder | null {
    const file = process.env.TENURE_OPENAPI;
    if (file === undefined) return null;
    const kept = ((globalThis as { [KEPT]?: Map<string, Recorder> })[KEPT] ??= new Map());
    const recorder = kept.get(file) ?? new Recorder(JSON.parse(readFileSync(file, 'utf8')) as never);
    kept.set(file, recorder);
    return recorder;
  }

  /** What the document does not say of the body of a webhook. */
  faultsOfWebhook(event: any): string[] {
    const documented = this.document.webhooks[event.type]?.post.requestBody.content['application/json'];
    if (documented === undefined) return [`There is no webhook ${event.type}.`];
    const faults = this.answers.against(documented.schema as object, event);
    return faults.map((fault) => `${event.type}: ${fault} in ${JSON.stringify(event)}`);
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
    const { code, state } = (body ?? {}) as { code?: string; state?: string };
    if (code === 'wrong_state' && operation.responses[409]?.description.includes(`\`${state}\``) !== true)
      faults.push(`409 does not list the state "${state}"`);
    if (faults.length === 0) return;
    throw new Error(
      `${method} ${operation.path} (${operation.operationId}) answered what it does not document:\n` +
        `${faults.join('\n')}\nThe answer: ${JSON.stringify(body)}\n` +
        'Refusals stand in @Operation({ refuses, states }), members of problems in src/common/problem-members.ts. ' +
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
