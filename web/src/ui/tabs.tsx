import { Link, useLocation, useSearch } from 'wouter';

interface TabsProps {
  /** The name of the group, for screen readers. */
  label: string;
  tabs: [text: string, href: string][];
}

/** Links to the pages of one object. */
export function Tabs({ label, tabs }: TabsProps) {
  const [location] = useLocation();
  const search = useSearch();
  // A tab can be a filter of one page.
  const here =
    tabs.some(([, href]) => href.includes('?')) && search !== '' ? `${location}?${search}` : location;
  return (
    <nav aria-label={label} className="tabs">
      <ul>
        {tabs.map(([text, href]) => (
          <li key={href}>
            <Link href={href} aria-current={here === href ? 'page' : undefined}>
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
