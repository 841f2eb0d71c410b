/** What an inner file of prom-client exports: one class. */
declare const exported: unknown;
export default exported;
