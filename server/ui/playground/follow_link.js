// The page at / follows links to MLflow's own page, which no server sees: what is behind the # stays in the browser.
import { pathOfMlflowLink } from "./mlflow_link.js";

function followLink() {
  const path = pathOfMlflowLink(location.hash);
  if (path !== undefined) location.replace(path);
}
addEventListener("hashchange", followLink);
followLink();
