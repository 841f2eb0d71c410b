/** How long a transaction waits for those of other processes. */
export const BUSY_SECONDS = 30;
/** A writer that is silent for so long in the middle of its work is taken for dead. */
export const SILENT_SECONDS = 60;
/** How long it may take to connect. */
export const CONNECT_SECONDS = 10;
