const COMMON =
  "img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Headers of our own pages: nothing may come from elsewhere or stand in the markup, and nobody may frame them. */
export const PAGE_HEADERS: Record<string, string> = headers(
  `default-src 'none'; script-src 'self'; style-src 'self'; ${COMMON}`,
);

/** The same for Swagger UI, which writes styles into its markup and has its fonts there. */
export const DOCS_HEADERS: Record<string, string> = headers(
  `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; ${COMMON}`,
);

function headers(policy: string): Record<string, string> {
  return {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
}
