/** A value, an error in its place, or a promise of one of the two. The promise never rejects, so code may await it later. */
export type MaybeError<T> = T | Error | Promise<T | Error>;

/** Returns the promise's value, or its error as a value. */
export const errorAsValue = <T>(promise: Promise<T>): Promise<T | Error> =>
  promise.catch((error: unknown) => error as Error);

/** Returns all values and errors in the same order. It awaits only if there is a promise among them. */
export async function awaitAll<T>(answering: MaybeError<T>[]): Promise<(T | Error)[]> {
  const known = answering.filter((one): one is Awaited<T> | Error => !(one instanceof Promise));
  return known.length === answering.length ? known : Promise.all(answering.map(async (one) => one));
}

/** Returns the value, or throws the error that is in its place. */
export function orThrow<T>(value: T | Error): T {
  if (value instanceof Error) throw value;
  return value;
}
