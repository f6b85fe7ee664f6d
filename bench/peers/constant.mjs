/** The rows that every peer answers with, and its place: the bench gives both. */
export const rows = JSON.parse(process.env.ROWS ?? '[]');
export const port = Number(process.env.PORT);
export const host = '127.0.0.1';
