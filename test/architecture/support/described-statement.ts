import type pg from 'pg';

/** What PostgreSQL says of a statement: the types of its parameters, and the names and types of its columns. */
export interface DescribedStatement {
  params: string[];
  columns: { name: string; type: string }[];
}

interface Connection {
  parse(statement: { name: string; text: string; types: number[] }): void;
  describe(what: { type: 'S'; name: string }): void;
  sync(): void;
  once(event: 'parameterDescription', heard: (message: { dataTypeIDs: number[] }) => void): void;
}

/** Prepares a statement and asks for its description; it never runs. `submit` and `handle…` are pg's names. */
class Description {
  private params: number[] = [];
  private columns: { name: string; dataTypeID: number }[] = [];

  constructor(
    private readonly text: string,
    private readonly resolve: (described: Description) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  submit(connection: Connection): void {
    connection.once('parameterDescription', ({ dataTypeIDs }) => (this.params = dataTypeIDs));
    connection.parse({ name: '', text: this.text, types: [] });
    connection.describe({ type: 'S', name: '' });
    connection.sync();
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.columns = fields;
  }

  handleError(error: Error): void {
    this.reject(error);
  }

  handleReadyForQuery(): void {
    this.resolve(this);
  }

  named(types: Map<number, string>): DescribedStatement {
    const nameOf = (type: number) => types.get(type) ?? String(type);
    return {
      params: this.params.map(nameOf),
      columns: this.columns.map(({ name, dataTypeID }) => ({ name, type: nameOf(dataTypeID) })),
    };
  }
}

/** Describes statements against the schema of the client's database. */
export async function describing(client: pg.Client): Promise<(text: string) => Promise<DescribedStatement>> {
  const { rows } = await client.query<{ oid: number; name: string }>(
    `SELECT t.oid::integer, CASE WHEN e.oid IS NULL THEN t.typname::text ELSE e.typname || '[]' END AS name
     FROM pg_type t LEFT JOIN pg_type e ON e.typarray = t.oid`,
  );
  const types = new Map(rows.map(({ oid, name }) => [oid, name]));
  return async (text) => {
    const described = await new Promise<Description>((resolve, reject) => {
      client.query(new Description(text, resolve, reject) as never);
    });
    return described.named(types);
  };
}
