/** The import cannot begin: its file or its map is wrong. Nothing was written. */
export class ImportRefused extends Error {}
