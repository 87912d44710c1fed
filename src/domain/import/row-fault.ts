/** Why one row cannot be recorded; caught where rows are read, and shown beside the row number. */
export class RowFault extends Error {}
