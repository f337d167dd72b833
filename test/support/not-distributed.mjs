/** Tests that do not run on a distributed database, with the reason. `npm run test:distributed` leaves them out. */
export const NOT_DISTRIBUTED = {
  'They are about a PostgreSQL of their own, which they start': [
    'test/boot/',
    'test/cli/',
    'test/demo',
    'test/docs',
    'test/examples/',
  ],
  'They read the sources, or plans and errors of a plain PostgreSQL': [
    'test/architecture/',
    'test/database/',
    'src/',
  ],
};
