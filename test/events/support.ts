import { EventDispatcherService } from '../../src/events/event-dispatcher.service.js';
import { Answers } from '../openapi/documents.js';
import type { Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

export interface SeenEvent {
  id: string;
  type: string;
  timestamp: string;
  businessId: string;
  sequence: number;
  position: number;
  test: boolean;
  data: any;
}

/** Numbers what was recorded, and answers the events of a business, or of all, in order. */
export async function eventsOf(tenure: Tenure, businessId?: string, type?: string): Promise<SeenEvent[]> {
  await numberAll(tenure);
  const rows = await tenure.dataSource.query(
    `SELECT id, type, at AS timestamp, business_id AS "businessId", sequence, position, test, data FROM events
     WHERE ($1::uuid IS NULL OR business_id = $1) AND ($2::text IS NULL OR type = $2) ORDER BY position`,
    [businessId ?? null, type ?? null],
  );
  return rows.map((row: SeenEvent) => ({ ...row, timestamp: new Date(row.timestamp).toISOString() }));
}

/** Another server may be at it; what it has in hand is numbered a moment later. Events of a business that is held stay. */
async function numberAll({ app, dataSource }: Tenure): Promise<void> {
  await until(async () => {
    await app.get(EventDispatcherService).dispatch();
    const [{ held, waiting }] = await dataSource.query(
      `SELECT (SELECT count(*)::int FROM event_outbox) AS waiting,
              (SELECT count(*)::int FROM event_outbox o JOIN event_sequences s ON s.business_id = o.business_id
               WHERE s.erased_at IS NOT NULL) AS held`,
    );
    return waiting === held;
  }, 'all events are numbered');
}

export const typesOf = (events: SeenEvent[]): string[] => events.map(({ type }) => type);

/** Says what is wrong with the bodies of events, each by the schema that the OpenAPI document has for its type. */
export class EventBodies {
  private readonly answers: Answers;

  constructor(private readonly document: any) {
    this.answers = new Answers(document);
  }

  faults({ id: _, position: __, ...body }: SeenEvent): string[] {
    const { $ref } = this.document.webhooks[body.type].post.requestBody.content['application/json'].schema;
    return this.answers.against({ $ref }, body);
  }
}
