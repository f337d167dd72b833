/**
 * Takes the entries that are asked for by id, or all of them if `names` is null. `fits` tells whether an entry is meant by a name.
 *
 * @throws Error when a name fits no entry. A run of nothing would look like a success.
 */
export function chosen(all, names, fits = ({ id }, name) => id === name) {
  if (names === null) return all;
  const unknown = names.filter((name) => !all.some((entry) => fits(entry, name)));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')}, only ${all.map(({ id }) => id).join(', ')}.`);
  return all.filter((entry) => names.some((name) => fits(entry, name)));
}
