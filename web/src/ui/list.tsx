import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { messageOf } from '../api/problems.js';
import type { PageOf } from '../api/queries.js';

/** Shows an error, with a button to try again. */
export function Failed({ error, retry }: { error: unknown; retry: () => unknown }) {
  return (
    <div className="alert bad" role="alert">
      <p>{messageOf(error)}</p>
      <button type="button" onClick={() => void retry()}>
        Try again
      </button>
    </div>
  );
}

/** Shows grey bars while something is loading. */
export function Skeleton({ rows = 3 }: { rows?: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} />
      ))}
    </div>
  );
}

export interface LoadProps<Data> {
  query: UseQueryResult<Data>;
  rows?: number;
  children: (data: Data) => ReactNode;
}

/** Shows the data, a loading state, or an error. */
export function Load<Data>({ query, rows, children }: LoadProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <Failed error={query.error} retry={query.refetch} />;
  return <Skeleton rows={rows} />;
}

export interface Column<Item> {
  /** The title of the column; empty for the buttons of a row. */
  title: string;
  cell: (item: Item) => ReactNode;
  /** Whether the column is aligned to the right, for numbers. */
  numeric?: boolean;
  /** Whether its texts can be long and without spaces, such as names. They are broken, so that other columns have room. */
  long?: boolean;
}

interface ListProps<Item> {
  /** The name of the list, for screen readers. */
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<PageOf<Item>>>;
  columns: Column<Item>[];
  idOf: (item: Item) => string;
  /** The text for an empty list. It says what to do. */
  empty: ReactNode;
}

/** A list that is read page by page, with its states: loading, empty, failed, and with more to come. */
export function List<Item>({ label, query, columns, idOf, empty }: ListProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<number | null>(null);
  const items = query.data?.pages.flatMap(({ data }) => data) ?? [];
  // The pressed button moves or disappears, so the focus goes to the first new row.
  useEffect(() => {
    const first = before.current;
    if (first === null || items.length <= first) return;
    before.current = null;
    box.current?.querySelectorAll<HTMLElement>('tbody > tr')[first]?.focus({ preventScroll: true });
  }, [items.length]);
  if (query.data === undefined)
    return query.error === null ? (
      <Skeleton rows={4} />
    ) : (
      <Failed error={query.error} retry={query.refetch} />
    );
  const more = () => {
    before.current = items.length;
    // Without a new row, the focus stays where it is.
    void query.fetchNextPage().then(({ isError }) => isError && (before.current = null));
  };
  return (
    <div className="list" ref={box}>
      <Table
        label={label}
        items={items}
        columns={columns}
        idOf={idOf}
        empty={query.hasNextPage ? 'Nothing was found yet. There is more to search.' : empty}
      />
      {query.error !== null && (
        <Failed
          error={query.error}
          retry={query.isFetchNextPageError ? query.fetchNextPage : query.refetch}
        />
      )}
      {query.hasNextPage && (
        <button type="button" className="more" aria-disabled={query.isFetchingNextPage} onClick={more}>
          {query.isFetchingNextPage ? 'Loading…' : 'Show more'}
        </button>
      )}
    </div>
  );
}

type TableProps<Item> = Omit<ListProps<Item>, 'query'> & { items: Item[] };

export function Table<Item>({ label, items, columns, idOf, empty }: TableProps<Item>) {
  if (items.length === 0) return <div className="empty">{empty}</div>;
  const classOf = ({ numeric, long }: Column<Item>) => (numeric ? 'numeric' : long ? 'long' : undefined);
  return (
    <div className="table">
      <table>
        <caption className="hidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={classOf(column)}>
                {column.title === '' ? <span className="hidden">Actions</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={idOf(item)} tabIndex={-1}>
              {columns.map((column) => (
                <td key={column.title} className={classOf(column)} data-title={column.title}>
                  <div>{column.cell(item)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
