import { Link } from 'wouter';

/** A link to a business, by its name. For a business that was erased, the end of its id. */
export const BusinessLink = ({ id, name }: { id: string; name: string | null }) =>
  name === null ? (
    <span title={id}>…{id.slice(-8)}, erased</span>
  ) : (
    <Link href={`/businesses/${id}`} title={id}>
      {name}
    </Link>
  );
