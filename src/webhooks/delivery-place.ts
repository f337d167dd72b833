/** The place of a delivery in the list of an endpoint, newest first. */
export interface DeliveryPlace {
  at: Date;
  position: number;
}

/** A place after every delivery. */
export const ABOVE_ALL_PLACES: DeliveryPlace = {
  at: new Date('9999-12-31T00:00:00.000Z'),
  position: Number.MAX_SAFE_INTEGER,
};

/** The place of a delivery, as the text of a cursor. */
export const deliveryCursor = ({ createdAt, position }: { createdAt: Date; position: number }): string =>
  `${createdAt.toISOString()} ${position}`;

/** Reads the place from the text of a cursor; null if the text is not a cursor. */
export function placeIn(text: string): DeliveryPlace | null {
  const [, instant = '', position = ''] = /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z) (\d{1,15})$/.exec(text) ?? [];
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? null : { at, position: Number(position) };
}
