// Runs in docs.html. Without the validator badge, which would send this page's address to swagger.io.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  validatorUrl: null,
  tryItOutEnabled: true,
  plugins: [{ afterLoad: showLinesAsTheyAre }],
});

/** Swagger UI takes whatever has "json" in its name for JSON and quotes the example; lines of JSON are text. */
function showLinesAsTheyAre() {
  const { getSampleSchema } = this.fn;
  this.fn.getSampleSchema = (schema, type, config, example) => {
    const lines = example ?? (schema?.toJS?.() ?? schema)?.["x-lines"];
    return type === "application/x-ndjson" && typeof lines === "string"
      ? lines
      : getSampleSchema(schema, type, config, example);
  };
}
