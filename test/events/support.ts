import { EventDispatcherService } from '../../src/events/event-dispatcher.service.js';
import { Answers } from '../openapi/documents.js';
import type { Tenure } from '../support/tenure.js';

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
  await tenure.app.get(EventDispatcherService).dispatch();
  const rows = await tenure.dataSource.query(
    `SELECT id, type, at AS timestamp, business_id AS "businessId", sequence, position, test, data FROM events
     WHERE ($1::uuid IS NULL OR business_id = $1) AND ($2::text IS NULL OR type = $2) ORDER BY position`,
    [businessId ?? null, type ?? null],
  );
  return rows.map((row: SeenEvent) => ({ ...row, timestamp: new Date(row.timestamp).toISOString() }));
}

export const typesOf = (events: SeenEvent[]): string[] => events.map(({ type }) => type);

/** What is wrong with the body of an event by the schema that the OpenAPI document has for its type. */
export function faultsOf(document: any, { id: _, position: __, ...body }: SeenEvent): string[] {
  const { $ref } = document.webhooks[body.type].post.requestBody.content['application/json'].schema;
  return new Answers(document).against({ $ref }, body);
}
