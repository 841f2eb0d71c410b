// Runs in docs.html. Without the validator badge, which would send this page's address to swagger.io.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", validatorUrl: null, tryItOutEnabled: true });
