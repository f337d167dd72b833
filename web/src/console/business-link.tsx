import { Link } from 'wouter';

/** A business by its name, with a link to its page; the end of its id where it was erased. */
export const BusinessLink = ({ id, name }: { id: string; name: string | null }) =>
  name === null ? (
    <span title={id}>…{id.slice(-8)}, erased</span>
  ) : (
    <Link href={`/businesses/${id}`} title={id}>
      {name}
    </Link>
  );
