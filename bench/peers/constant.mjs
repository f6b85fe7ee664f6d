/** The rows that every peer responds with, and its address, which the benchmark passes. */
export const rows = JSON.parse(process.env.ROWS ?? '[]');
export const port = Number(process.env.PORT);
export const host = '127.0.0.1';
