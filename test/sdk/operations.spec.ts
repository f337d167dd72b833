import { createTenure, type Tenure } from '../../sdk/src/index.js';
import { type BuiltServer, startBuilt } from '../openapi/built-server.js';
import { Answers, type Operation, operationsOf } from '../openapi/documents.js';
import { exampleOf, oneAtATime, knownAtFirst, learn, sendExample } from '../openapi/sender.js';
import { sendStaged, STAGES } from '../openapi/stages.js';
import type { Answer, Call, Client } from '../support/tenure.js';

type Method = Parameters<Tenure['request']>[0];
type Sent = { data?: unknown; error?: unknown; response: Response };
/** Any operation of the document, by the untyped face of the client. */
const send = (client: Tenure, method: string, path: string, init: object): Promise<Sent> =>
  client.request(
    method.toLowerCase() as Method,
    path as never,
    // The answer of a download is a file, not JSON.
    { parseAs: path.endsWith('/file') ? 'text' : 'json', ...init } as never,
  );
const answered = async (sent: Promise<Sent>): Promise<Answer> => {
  const { data, error, response } = await sent;
  return { status: response.status, headers: response.headers, body: data ?? error };
};
const isOfClient = ({ path }: Operation): boolean => path.startsWith('/v1/');
const isStaged = ({ method, path }: Operation): boolean => `${method} ${path}` in STAGES;

describe('Every operation', () => {
  let server: BuiltServer;
  let answers: Answers;
  let operations: Operation[];
  beforeAll(async () => {
    server = await startBuilt();
    const document = (await server.get('/openapi.json')).body;
    operations = operationsOf(document);
    answers = new Answers(document);
  });
  afterAll(() => server.stop());

  const clientOf = ({ key, token }: Call) => {
    const { url } = server;
    if (key !== undefined) return createTenure({ url, apiKey: key });
    return createTenure({ url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  };
  /** The server as its stages know it; what they set is sent by the client. */
  const byClient = (): Client & { mails: BuiltServer['mails'] } =>
    Object.assign(Object.create(server) as BuiltServer, {
      send: (method: string, url: string, { body, headers, ...credential }: Call = {}) =>
        answered(send(clientOf(credential), method, url, { body, headers })),
    });

  it('of the document can be called by the client with its example, and is answered as documented', async () => {
    const known = await knownAtFirst(server);
    const faults: string[] = [];
    const call = (operation: Operation) => {
      if (isStaged(operation)) return sendStaged(byClient(), operation);
      // No function of the client serves the machinery around the service.
      if (!isOfClient(operation)) return sendExample(server, operation, known);
      const { params, query, body, credential } = exampleOf(operation, known);
      const init = { params: { path: params, query }, body };
      return answered(send(clientOf(credential), operation.method, operation.path, init));
    };
    const ordered = oneAtATime(operations);
    expect(ordered.filter(isStaged)).toHaveLength(Object.keys(STAGES).length);
    for (const operation of ordered) {
      const answer = await call(operation);
      const documented = Object.keys(operation.responses).find((each) => each.startsWith('2'));
      const found = answers.faults(operation, answer.status, answer.headers.get('content-type'), answer.body);
      if (String(answer.status) !== documented)
        found.push(`${answer.status}: ${JSON.stringify(answer.body)}`);
      faults.push(...found.map((fault) => `${operation.method} ${operation.path}: ${fault}`));
      if (answer.status < 300 && !isStaged(operation)) learn(operation, answer.body, known);
    }
    expect(faults).toEqual([]);
    expect(operations.filter(isOfClient).length).toBeGreaterThan(100);
  });
});
