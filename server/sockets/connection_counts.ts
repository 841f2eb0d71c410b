/** What is known of the connections of a server; on Linux, and 0 elsewhere. */
export class ConnectionCounts {
  /** Open at the last look. */
  open = 0;
  /** Closed so far because their request did not come in, or was not answered, in its time. */
  stalled = 0;
  /** Closed so far because nothing was said on them for too long, or because there were too many. */
  idle = 0;
}
