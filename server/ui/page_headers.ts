/** Headers of every page: nothing may come from elsewhere, and nobody may frame it. */
export const PAGE_HEADERS: Record<string, string> = {
  "content-security-policy":
    "default-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};
