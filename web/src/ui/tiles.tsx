import { Link } from 'wouter';

interface Props {
  of: [title: string, value: string, href?: string][];
}

/** Shows figures in large type. A figure with an address links to the list that it counts. */
export function Tiles({ of }: Props) {
  return (
    <dl className="tiles">
      {of.map(([title, value, href]) => (
        <div key={title} className="tile">
          <dt>{title}</dt>
          <dd>{href === undefined ? value : <Link href={href}>{value}</Link>}</dd>
        </div>
      ))}
    </dl>
  );
}
