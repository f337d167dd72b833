/** A value; the error instead of it; or a promise of either. It never rejects, so it may wait until somebody looks at it. */
export type Answering<T> = T | Error | Promise<T | Error>;

/** The value of a promise, or its error. */
export const errorAsValue = <T>(promise: Promise<T>): Promise<T | Error> =>
  promise.catch((error: unknown) => error as Error);

/** All values and errors, in their places. When there is no promise among them, none is made. */
export async function allAnswered<T>(answering: Answering<T>[]): Promise<(T | Error)[]> {
  const known = answering.filter((one): one is Awaited<T> | Error => !(one instanceof Promise));
  return known.length === answering.length ? known : Promise.all(answering.map(async (one) => one));
}

/** The value. @throws the error that stands in its place */
export function orThrow<T>(value: T | Error): T {
  if (value instanceof Error) throw value;
  return value;
}
