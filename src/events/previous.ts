/** The fields of a view that a change touched, with their values from before. */
export function previousOf<View extends object>(before: View, after: View): Partial<View> {
  const fields = Object.entries(before).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(after[field as keyof View]),
  );
  return Object.fromEntries(fields) as Partial<View>;
}
